using System.Text;
using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.Dashboard.Tests.Api;

/// <summary>Two brokers that listen, with a topic whose content the tests know, seen from within the process and by address.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    /// <summary>Three partitions of two replicas; partition 1 has three messages, the others none.</summary>
    public const string Topic = "orders";

    /// <summary>It has committed one of the three messages.</summary>
    public const string Group = "kitchen";

    public static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    internal KafkaCluster Kafka { get; private set; } = null!;

    internal DashboardUnderTest InProcess { get; private set; } = null!;

    internal DashboardUnderTest ByAddress { get; private set; } = null!;

    internal DashboardUnderTest Of(bool byAddress) => byAddress ? ByAddress : InProcess;

    public async Task InitializeAsync()
    {
        Kafka = await KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 2;
            options.Racks.Add("north");
            options.Listen();
            options.Topics.Add(Topic, partitions: 3, replicationFactor: 2);
        });
        await using (var producer = Kafka.CreateProducer<string, byte[]>())
        {
            var partition = new TopicPartition(Topic, 1);
            await producer.ProduceAsync(partition, Message(0, "{\"dish\":\"soup\"}"u8.ToArray()));
            await producer.ProduceAsync(partition, Message(1, [0xFF, 0xFE, 0x00]));
            await producer.ProduceAsync(partition, Message(2, "tea"u8.ToArray()));
        }

        await using (var admin = Kafka.CreateAdmin())
        {
            await admin.AlterGroupOffsetsAsync(Group, [new TopicPartitionOffset(Topic, 1, 1)]);
        }

        for (var partition = 0; partition < 3; partition++)
        {
            await Kafka.WaitForIsrAsync(Topic, partition, 2);
        }

        InProcess = await DashboardUnderTest.OfAsync(Kafka);
        ByAddress = await DashboardUnderTest.OfAsync(Kafka.BootstrapServers);

        static Message<string, byte[]> Message(int index, byte[] value) => new()
        {
            Key = $"table-{index}",
            Value = value,
            Timestamp = Noon.AddMinutes(index),
            Headers = new Headers { { "waiter", Encoding.UTF8.GetBytes($"number {index}") } },
        };
    }

    public async Task DisposeAsync()
    {
        await InProcess.DisposeAsync();
        await ByAddress.DisposeAsync();
        await Kafka.DisposeAsync();
    }
}
