using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Memory;

/// <summary>
/// A process of its own, of which the test says how much memory it has: three brokers in memory whose clients, in the same process, produce until
/// they are refused, with small records and with large ones, into few partitions and into many, and make room again. It prints what happened.
/// </summary>
internal static class FilledMemory
{
    public const string Command = "filled-memory";

    private static readonly (string Topic, int Partitions, int RecordBytes)[] Loads = [("small", 3, 100), ("large", 6, 700_000), ("many", 200, 5_000)];

    public static async Task RunAsync()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 3;
            options.Listen();
        });
        await using var admin = kafka.CreateAdmin();
        foreach (var (topic, partitions, bytes) in Loads)
        {
            await admin.CreateTopicAsync(topic, partitions, 3);
            Console.WriteLine($"{topic}: {await FillAsync(kafka, topic, bytes)}");

            // What the cluster itself writes goes on.
            await admin.CreateTopicAsync($"{topic}-beside", 1, 3);
            await CommitAsync(kafka, topic);
            await admin.DeleteTopicsAsync([$"{topic}-beside", topic]);
        }

        await admin.CreateTopicAsync("after", 1, 3);
        await using var producer = kafka.CreateProducer<Null?, byte[]?>();
        await producer.ProduceAsync("after", new Message<Null?, byte[]?> { Value = new byte[1000] });
        Console.WriteLine("room again");
    }

    /// <summary>Produces until a record is refused for want of memory, and tells with which code; others may be given up because they waited behind it.</summary>
    private static async Task<ErrorCode> FillAsync(KafkaCluster kafka, string topic, int bytes)
    {
        await using var producer = kafka.CreateProducer<Null?, byte[]?>(new ProducerConfig { DeliveryTimeoutMs = 3000, RequestTimeoutMs = 2000 });
        var message = new Message<Null?, byte[]?> { Value = new byte[bytes] };
        while (true)
        {
            var codes = await Task.WhenAll(Enumerable.Range(0, 10_000_000 / bytes).Select(_ => CodeAsync(producer.ProduceAsync(topic, message))));
            if (codes.Contains(ErrorCode.KafkaStorageError))
            {
                return ErrorCode.KafkaStorageError;
            }
        }

        static async Task<ErrorCode> CodeAsync(Task<DeliveryResult<Null?, byte[]?>> delivery)
        {
            try
            {
                await delivery;
                return ErrorCode.None;
            }
            catch (KafkaException failed)
            {
                return failed.Code;
            }
        }
    }

    private static async Task CommitAsync(KafkaCluster kafka, string topic)
    {
        await using var consumer = kafka.CreateConsumer<Null?, byte[]?>(new ConsumerConfig { GroupId = "readers" });
        await consumer.CommitAsync([new TopicPartitionOffset(topic, 0, 1)]);
    }
}
