using MiniKafka;
using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;
using Outbox;

// An outbox: each line of the input is a message for a Kafka cluster that may be away for hours. It is kept in a queue on
// this machine, and moved when the cluster can be reached. Kill the program whenever you like, break the connection, stop
// the cluster: a message that was called "queued" arrives once, and in its order.
const string Topic = "outbox";
if (args is not [var directory, var bootstrapServers, var remoteTopic, ..] || args.Length > 4)
{
    Console.Error.WriteLine("Outbox DIRECTORY BOOTSTRAP-SERVERS TOPIC [FILE | -]    queues the lines of the file, or of standard input, and moves what is queued to partition 0 of the topic");
    return 2;
}

await using var kafka = await KafkaCluster.StartAsync(options =>
{
    options.DataDirectory = directory;
    options.UseDurableQueueDefaults();              // on the disk, and only then acknowledged; a message waits as long as it has to
    options.MaxDiskBytes = 1L << 30;                // messages are refused rather than filling the disk
    options.Topics.Add(Topic, partitions: 1);
});

var outbox = new TopicPartition(Topic, 0);
await using var producer = kafka.CreateProducer<Null, byte[]>();
await using var admin = kafka.CreateAdmin();
var source = $"{(await admin.DescribeClusterAsync()).ClusterId}/{outbox}";
var bridge = new Bridge(kafka, outbox, () => new RemotePartition(bootstrapServers, new TopicPartition(remoteTopic, 0), source))
{
    Moved = (offset, remoteOffset) => Console.WriteLine($"moved {offset} to {remoteOffset}"),
    Interrupted = why => Console.Error.WriteLine($"interrupted: {why}"),
};

using var ended = new CancellationTokenSource();
var moving = Task.Run(() => bridge.RunAsync(ended.Token));
var queueing = args.Length > 3 ? QueueAsync(args[3]) : Task.CompletedTask;
await Task.WhenAny(queueing, moving);
await ended.CancelAsync();                                 // what is queued by now is moved, and then it ends
await queueing;
await moving;
return 0;

async Task QueueAsync(string file)
{
    using var lines = new StreamReader(file == "-" ? Console.OpenStandardInput() : File.OpenRead(file));
    while (await lines.ReadLineAsync() is { } line)
    {
        producer.Produce(Topic, new Message<Null, byte[]> { Value = System.Text.Encoding.UTF8.GetBytes(line) }, report => Console.WriteLine(
            report.Error is null ? $"queued {report.Offset} {line}" : $"not queued {line}: {report.Error.Message}"));
    }

    await producer.FlushAsync();
}
