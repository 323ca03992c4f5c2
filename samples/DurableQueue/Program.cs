using System.Security.Cryptography;
using MiniKafka;
using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;

// A work queue that survives kill -9. Each line of the input is a job, the name of a file; running it takes the file's
// SHA-256. Kill the program whenever you like and start it again: a job that was called "queued" is not lost, and one that
// was called "done" is not run again. The one that was being run when the kill came is run again.
if (args is not [var directory, ..] || args.Length > 2)
{
    Console.Error.WriteLine("DurableQueue DIRECTORY [FILE | -]    queues the lines of the file, or of standard input, and runs what is queued");
    return 2;
}

await using var kafka = await KafkaCluster.StartAsync(options =>
{
    options.DataDirectory = directory;
    options.Topics.Add("jobs", partitions: 1);
    options.Properties["log.flush.interval.messages"] = "1";                    // on the disk, and only then acknowledged
    options.Properties["log.retention.ms"] = "-1";                              // a job waits as long as it has to
    options.Properties["offsets.retention.minutes"] = $"{int.MaxValue}";        // and what is done stays done
});

var jobs = new TopicPartition("jobs", 0);
await using var producer = kafka.CreateProducer<Null, string>();
await using var consumer = kafka.CreateConsumer<Null, string>(new ConsumerConfig
{
    GroupId = "workers",                            // the group's committed offset says which jobs are done
    EnableAutoCommit = false,
    AutoOffsetReset = AutoOffsetReset.Earliest,
});
consumer.Assign(jobs);                              // goes on at the committed offset

var queueing = args.Length > 1 ? QueueAsync(args[1]) : Task.CompletedTask;
while (!queueing.IsCompleted || consumer.Position(jobs) < (await consumer.QueryWatermarkOffsetsAsync(jobs)).High)
{
    if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is { } job)
    {
        Console.WriteLine($"started {job.Offset} {job.Value}");
        var result = await RunAsync(job.Value);
        await consumer.CommitAsync(job);            // returns when the broker has it on the disk
        Console.WriteLine($"done {job.Offset} {result}");
    }
}

await queueing;
await ForgetAsync();
return 0;

async Task QueueAsync(string source)
{
    using var lines = new StreamReader(source == "-" ? Console.OpenStandardInput() : File.OpenRead(source));
    while (await lines.ReadLineAsync() is { } line)
    {
        // Many jobs may be on their way at once; each is told when it is on the disk, in order.
        producer.Produce("jobs", new Message<Null, string> { Value = line }, report => Console.WriteLine(
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
        return $"failed: {exception.Message}";
    }
}

// Jobs that are done need no room any more.
async Task ForgetAsync()
{
    await using var admin = kafka.CreateAdmin();
    await admin.DeleteRecordsAsync(new TopicPartitionOffset(jobs, consumer.Position(jobs)));
}
