using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.ConfluentClient;

using Confluent.Kafka;

/// <summary>What Confluent's clients bring about over TCP is waited for as what the library's own do.</summary>
public sealed class ProgressTests
{
    [Fact]
    public async Task Records_groups_and_offsets_of_clients_over_tcp_are_waited_for()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 3;
            options.Listen();
            options.Topics.Add("orders", partitions: 3, replicationFactor: 3);
        });
        var (records, group, committed) = (kafka.WaitForRecordsAsync("orders", 10), kafka.WaitForGroupAsync("billing", stable: true, members: 2), kafka.WaitForCommittedAsync("billing", "orders", 0, 1));
        using var producer = ConfluentClients.Producer(kafka.BootstrapServers);
        using var first = ConfluentClients.Consumer(kafka.BootstrapServers, config => config.GroupId = "billing");
        using var second = ConfluentClients.Consumer(kafka.BootstrapServers, config => config.GroupId = "billing");
        first.Subscribe("orders");
        second.Subscribe("orders");
        while (!group.IsCompleted)
        {
            first.Consume(TimeSpan.FromMilliseconds(10));
            second.Consume(TimeSpan.FromMilliseconds(10));
        }

        await group;
        for (var number = 0; number < 10; number++)
        {
            await producer.ProduceAsync(new TopicPartition("orders", number % 3), new Message<string, string> { Value = $"{number}" });
        }

        await records;
        Assert.False(committed.IsCompleted);
        first.Commit([new TopicPartitionOffset("orders", 0, 4)]);
        await committed;
        second.Commit([new TopicPartitionOffset("orders", 1, 3), new TopicPartitionOffset("orders", 2, 3)]);
        await kafka.WaitForCommittedAsync("billing", "orders");
        first.Close();
        second.Close();
        await kafka.WaitForGroupAsync("billing", members: 0);
    }
}
