using MiniKafka;
using MiniKafka.Client;
using MiniKafka.Model;

// Lines go into a Kafka topic and come out again, although a broker dies in between: the lines of the file that is named, of
// standard input when it is "-", or of the project's own README. Every step prints what it does and where each line landed.
const string Topic = "lines";
if (args.Length > 1 || (args is [not "-"] && !File.Exists(args[0])))
{
    Console.Error.WriteLine("QuickStart [FILE | -]    sends the lines of the file, of standard input, or of the README through a cluster");
    return 2;
}

string[] lines = args switch
{
    [] => await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "README.md")),
    ["-"] => [.. LinesOfStandardInput()],
    _ => await File.ReadAllLinesAsync(args[0]),
};

await using var kafka = await KafkaCluster.StartAsync(options =>
{
    options.BrokerCount = 3;
    options.Topics.Add(Topic, partitions: 3, replicationFactor: 3);
    options.Properties["min.insync.replicas"] = "2";
});
Console.WriteLine($"3 brokers are up. The topic \"{Topic}\" has 3 partitions; all brokers keep a replica of each, and one of them leads it:");
for (var partition = 0; partition < 3; partition++)
{
    Console.WriteLine($"  broker {(await kafka.WaitForLeaderAsync(Topic, partition)).Id} leads {Topic}[{partition}]");
}

// With acks=all a line counts as produced when every replica that is in sync has it, which are two at least.
await using var producer = kafka.CreateProducer<string, string>(new ProducerConfig { Acks = Acks.All });
await using var consumer = kafka.CreateConsumer<string, string>(new ConsumerConfig { GroupId = "quick-start", AutoOffsetReset = AutoOffsetReset.Earliest });
consumer.Subscribe(Topic);
var middle = lines.Length / 2;
var read = new SortedSet<int>();

await ProduceAsync(0, middle);
Consume(middle);

var leader = await kafka.WaitForLeaderAsync(Topic, 0);
await leader.KillAsync();
Console.WriteLine($"KILLED broker {leader.Id}, as a crash would: nothing was handed over, its memory is gone.");

// Nobody told the producer. It finds out, asks the others who leads now, and sends again what was not acknowledged.
await ProduceAsync(middle, lines.Length);
Console.WriteLine($"Broker {(await kafka.WaitForLeaderAsync(Topic, 0)).Id} leads {Topic}[0] now.");
Consume(lines.Length);
Console.WriteLine($"All {lines.Length} lines came back, each of them once, though broker {leader.Id} died in the middle.");

await leader.StartAsync();
await kafka.WaitForIsrAsync(Topic, 0, 3);
Console.WriteLine($"Broker {leader.Id} is back, has caught up with the others, and is in sync again.");
return 0;

static IEnumerable<string> LinesOfStandardInput()
{
    while (Console.ReadLine() is { } line)
    {
        yield return line;
    }
}

async Task ProduceAsync(int from, int to)
{
    var sent = Enumerable.Range(from, to - from).Select(index =>
        producer.ProduceAsync(Topic, new Message<string, string> { Key = $"{index + 1}", Value = lines[index] }));
    foreach (var partition in (await Task.WhenAll(sent)).GroupBy(result => result.Partition).OrderBy(group => group.Key))
    {
        Console.WriteLine($"produced {partition.Count()} lines to {Topic}[{partition.Key}], offsets {partition.Min(result => result.Offset)} to {partition.Max(result => result.Offset)}");
    }
}

void Consume(int upTo)
{
    while (read.Count < upTo)
    {
        var record = consumer.Consume();
        Console.WriteLine($"consumed {record.Topic}[{record.Partition}]@{record.Offset}, line {record.Key}: {record.Value}");
        if (!read.Add(int.Parse(record.Key, System.Globalization.CultureInfo.InvariantCulture)))
        {
            throw new InvalidOperationException($"Line {record.Key} came twice.");
        }
    }
}
