using MiniKafka;
using MiniKafka.Client;
using MiniKafka.Model;

// Lines go into a Kafka topic and come out again: of the file that is named, of standard input when it is "-", or of the
// project's own README. Every step prints what it does and where each line landed.
const string Topic = "lines";
var lines = args switch
{
    [] => await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "README.md")),
    ["-"] => (await Console.In.ReadToEndAsync()).Split('\n'),
    [var path] => await File.ReadAllLinesAsync(path),
    _ => throw new ArgumentException("QuickStart [FILE | -]"),
};

await using var kafka = await KafkaCluster.StartAsync(options => { options.Topics.Add(Topic, partitions: 3); options.Properties["offsets.topic.replication.factor"] = "1"; });
Console.WriteLine($"A broker is up, with a topic \"{Topic}\" of 3 partitions.");

await using (var producer = kafka.CreateProducer<string, string>(new ProducerConfig { Acks = Acks.All }))
{
    var sent = lines.Select((line, number) => producer.ProduceAsync(Topic, new Message<string, string> { Key = $"{number + 1}", Value = line })).ToList();
    var delivered = await Task.WhenAll(sent);
    foreach (var partition in delivered.GroupBy(result => result.Partition).OrderBy(group => group.Key))
    {
        Console.WriteLine($"produced {partition.Count()} lines to {Topic}[{partition.Key}], offsets {partition.Min(result => result.Offset)} to {partition.Max(result => result.Offset)}");
    }
}

await using var consumer = kafka.CreateConsumer<string, string>(new ConsumerConfig { GroupId = "quick-start", AutoOffsetReset = AutoOffsetReset.Earliest });
consumer.Subscribe(Topic);
for (var read = 0; read < lines.Length; read++)
{
    var record = consumer.Consume();
    Console.WriteLine($"consumed {record.Topic}[{record.Partition}]@{record.Offset}, line {record.Key}: {record.Value}");
}

Console.WriteLine($"All {lines.Length} lines came back.");
