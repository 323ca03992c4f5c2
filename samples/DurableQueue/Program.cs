using System.Diagnostics;
using System.Security.Cryptography;
using DurableQueue;
using MiniKafka;
using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;

// A work queue that survives kill -9. Each line of the input is a job, the name of a file; running it takes the file's
// SHA-256, and writes it into results.txt. Kill the program whenever you like and start it again: a job that was called
// "queued" is not lost, and has one line of results in the end, neither none nor two. The one that was being run when the
// kill came is run again.
const string Topic = "jobs";
const int ForgetEvery = 1000;
if (args is not [var directory, ..] || args.Length > 2)
{
    Console.Error.WriteLine(
        """
        DurableQueue DIRECTORY [FILE | -]    queues the lines of the file, or of standard input, and runs what is queued
        DurableQueue DIRECTORY --waiting     counts what waits and shows it
        """);
    return 2;
}

var starting = Stopwatch.GetTimestamp();
await using var kafka = await KafkaCluster.StartAsync(options =>
{
    options.DataDirectory = directory;
    options.UseDurableQueueDefaults();              // on the disk, and only then acknowledged; a job waits as long as it has to
    options.MaxDiskBytes = 1L << 30;                // jobs are refused rather than filling the disk
    options.Topics.Add(Topic, partitions: 1);
});

Console.Error.WriteLine($"ready after {Stopwatch.GetElapsedTime(starting).TotalMilliseconds:F0} ms");
var jobs = new TopicPartition(Topic, 0);
using var results = new Results(Path.Combine(directory, "results.txt"));
await using var consumer = kafka.CreateConsumer<Null, string>(new ConsumerConfig
{
    GroupId = "workers",
    EnableAutoCommit = false,
    AutoOffsetReset = AutoOffsetReset.Earliest,
});

// What is done stands in the results. The group is told for those who count what waits (its lag), a little later: where the
// results were taken away, it knows.
var committed = (await consumer.CommittedAsync([jobs])).TryGetValue(jobs, out var place) ? place.Offset : 0;
var next = Math.Max(results.Next, committed);
consumer.Assign([new TopicPartitionOffset(jobs, next)]);
if (args is [_, "--waiting"])
{
    await ShowWaitingAsync();
    return 0;
}

await using var producer = kafka.CreateProducer<Null, string>();
var queueing = args.Length > 1 ? QueueAsync(args[1]) : Task.CompletedTask;
while (!queueing.IsCompleted || next < await EndAsync())
{
    if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is { } job)
    {
        Console.WriteLine($"started {job.Offset} {job.Message.Value}");
        var result = await RunAsync(job.Message.Value);
        results.Add(job.Offset, job.Message.Value, result);         // done, from here on
        Console.WriteLine($"done {job.Offset} {result}");
        await consumer.CommitAsync(job);
        next = job.Offset + 1;
        if (next % ForgetEvery == 0)
        {
            await ForgetAsync();
        }
    }
}

await queueing;
await ForgetAsync();
return 0;

async Task<long> EndAsync() => (await consumer.QueryWatermarkOffsetsAsync(jobs)).High;

async Task ShowWaitingAsync()
{
    var end = await EndAsync();
    Console.WriteLine($"{end - next} waiting");
    while (consumer.Position(jobs) < end && consumer.Consume(TimeSpan.FromSeconds(10)) is { } waiting)
    {
        Console.WriteLine($"waiting {waiting.Offset} {waiting.Message.Value}");
    }
}

async Task QueueAsync(string source)
{
    using var lines = new StreamReader(source == "-" ? Console.OpenStandardInput() : File.OpenRead(source));
    while (await lines.ReadLineAsync() is { } line)
    {
        // Many jobs may be on their way at once; each is told when it is on the disk, in order.
        producer.Produce(Topic, new Message<Null, string> { Value = line }, report => Console.WriteLine(
            report.Error is null ? $"queued {report.Offset} {line}" : $"not queued {line}: {report.Error.Message}"));
    }

    await producer.FlushAsync();
}

static async Task<string> RunAsync(string path)
{
    try
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexString(await SHA256.HashDataAsync(file));
    }
    catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
    {
        return $"failed: {exception.Message.ReplaceLineEndings(" ")}";
    }
}

// Jobs that are done need no room any more.
async Task ForgetAsync()
{
    await using var admin = kafka.CreateAdmin();
    await admin.DeleteRecordsAsync(new TopicPartitionOffset(jobs, next));
}
