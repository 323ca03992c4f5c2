using System.Text.RegularExpressions;
using MiniKafka.Client;
using MiniKafka.Client.Admin;
using MiniKafka.Model;

namespace MiniKafka.Tests.Client;

/// <summary>What is handed in by mistake is refused on the call, and whoever was called goes on.</summary>
public sealed class ArgumentTests : IAsyncLifetime
{
    private KafkaCluster _kafka = null!;

    public async Task InitializeAsync() => _kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders"));

    public async Task DisposeAsync() => await _kafka.DisposeAsync();

    [Fact]
    public async Task A_consumer_refuses_them()
    {
        await using var consumer = _kafka.CreateConsumer<string, string>(new ConsumerConfig { GroupId = "g", AutoOffsetReset = AutoOffsetReset.Earliest });
        Action[] calls =
        [
            () => consumer.Subscribe((string)null!), () => consumer.Subscribe(""), () => consumer.Subscribe(["orders", null!]), () => consumer.Subscribe((Regex)null!),
            () => consumer.Subscribe((IEnumerable<string>)null!),
            () => consumer.Assign((IEnumerable<TopicPartition>)null!), () => consumer.Assign(default(TopicPartition)), () => consumer.Assign(new TopicPartition("orders", -1)),
            () => consumer.Assign(new TopicPartitionOffset("orders", 0, -7)), () => consumer.IncrementalAssign([new TopicPartitionOffset("", 0, 0)]),
            () => consumer.IncrementalUnassign([default]), () => consumer.Seek(default), () => consumer.Pause(null!), () => consumer.Resume([default]),
            () => consumer.Commit([new TopicPartitionOffset("orders", 0, -1)]), () => consumer.Commit((IEnumerable<TopicPartitionOffset>)null!),
            () => consumer.CommittedAsync(null!), () => consumer.CommittedAsync([default]),
        ];
        Assert.All(calls, call => Assert.ThrowsAny<ArgumentException>(call));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => consumer.OffsetsForTimesAsync(null!));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => consumer.QueryWatermarkOffsetsAsync(default));
        var offset = Assert.Throws<ArgumentOutOfRangeException>(() => consumer.Assign(new TopicPartitionOffset("orders", 0, -7)));
        Assert.Contains("-7", offset.Message, StringComparison.Ordinal);

        await using var producer = _kafka.CreateProducer<string, string>();
        await producer.ProduceAsync("orders", new Message<string, string> { Value = "v" });
        consumer.Subscribe("orders");
        Assert.Equal("v", consumer.Consume().Value);
    }

    [Fact]
    public async Task A_producer_refuses_them()
    {
        await using var producer = _kafka.CreateProducer<string, string>();
        var message = new Message<string, string> { Value = "v" };
        Action[] calls =
        [
            () => producer.Produce((string)null!, message), () => producer.Produce("orders", null!), () => producer.Produce(new TopicPartition("orders", -1), message),
            () => producer.Produce(default(TopicPartition), message), () => producer.Produce("", message),
            () => producer.ProduceAsync((string)null!, message), () => producer.ProduceAsync("orders", null!), () => producer.ProduceAsync("", message),
        ];
        Assert.All(calls, call => Assert.ThrowsAny<ArgumentException>(call));
        Assert.Equal(0, (await producer.ProduceAsync("orders", message)).Offset);
    }

    [Fact]
    public async Task An_administrator_refuses_them()
    {
        await using var admin = _kafka.CreateAdmin();
        Func<Task>[] calls =
        [
            () => admin.CreateTopicsAsync(null!), () => admin.CreateTopicAsync(null!), () => admin.CreateTopicAsync(""), () => admin.DeleteTopicsAsync(null!),
            () => admin.DeleteTopicsAsync([null!]), () => admin.CreatePartitionsAsync(null!, 1), () => admin.DescribeTopicsAsync([""]),
            () => admin.DescribeConfigsAsync(default), () => admin.IncrementalAlterConfigsAsync(ConfigResource.Topic("orders"), null!),
            () => admin.ListOffsetsAsync((IEnumerable<TopicPartition>)null!), () => admin.ListOffsetsAsync([default(TopicPartition)]), () => admin.DeleteRecordsAsync(default),
            () => admin.DescribeGroupAsync(null!), () => admin.DeleteGroupAsync(null!), () => admin.ListGroupOffsetsAsync(null!), () => admin.RemoveGroupMembersAsync("g", null!),
            () => admin.AlterGroupOffsetsAsync(null!, [new TopicPartitionOffset("orders", 0, 1)]), () => admin.AlterGroupOffsetsAsync("g", [new TopicPartitionOffset("orders", 0, -1)]),
            () => admin.DeleteGroupOffsetsAsync("g", [default]), () => admin.DescribeProducersAsync(default), () => admin.ElectLeadersAsync(ElectionType.Preferred, [default]),
            () => admin.AlterPartitionReassignmentsAsync(null!), () => admin.AlterReplicaLogDirsAsync(0, null!), () => admin.UpdateFeaturesAsync(null!),
            () => admin.AlterClientQuotasAsync(null!), () => admin.AlterUserScramCredentialsAsync(null!),
        ];
        foreach (var call in calls)
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(call);
        }

        Assert.Equal(["orders"], await admin.ListTopicsAsync());
    }

    [Fact]
    public async Task A_cluster_refuses_them()
    {
        Action[] calls =
        [
            () => _kafka.WaitForLeaderAsync(null!, 0), () => _kafka.WaitForLeaderAsync("", 0), () => _kafka.WaitForLeaderAsync("orders", -1),
            () => _kafka.WaitForIsrAsync("orders", 0, -1), () => _kafka.WaitForIsrAsync("orders", 0, null!),
            () => _kafka.WaitForRecordsAsync("", 1), () => _kafka.WaitForRecordsAsync("orders", -1), () => _kafka.WaitForGroupAsync(null!),
            () => _kafka.WaitForGroupAsync("g", members: -1), () => _kafka.WaitForGroupAsync("g", stable: true, members: 0),
            () => _kafka.WaitForCommittedAsync("", "orders"), () => _kafka.WaitForCommittedAsync("g", null!),
            () => _kafka.WaitForCommittedAsync("g", "orders", -1, 0), () => _kafka.WaitForCommittedAsync("g", "orders", 0, -1),
            () => _kafka.Links.Between(null!, LinkEnd.AllClients),
            () => _kafka.Links.Between(LinkEnd.AllClients, LinkEnd.Client("c")), () => LinkEnd.Client(null!),
        ];
        Assert.All(calls, call => Assert.ThrowsAny<ArgumentException>(call));
        Assert.Equal(_kafka.Brokers[0], await _kafka.WaitForLeaderAsync("orders", 0));
    }

    [Theory]
    [InlineData("BrokerCount is 0")]
    [InlineData("DataDirectory is ''")]
    [InlineData("Racks has an entry")]
    [InlineData("Topics has an entry")]
    [InlineData("LoggerFactory is null")]
    [InlineData("CompressionCodecs is null")]
    [InlineData("The port is 65535 and BrokerCount is 2")]
    public async Task Options_that_cannot_be_are_refused_with_their_name_and_value(string expected)
    {
        var refused = await Assert.ThrowsAsync<KafkaException>(() => KafkaCluster.StartAsync(options =>
        {
            switch (expected[..4])
            {
                case "Brok": options.BrokerCount = 0; break;
                case "Data": options.DataDirectory = ""; break;
                case "Rack": options.Racks.Add(""); break;
                case "Topi": options.Topics.Add(null!); break;
                case "Logg": options.LoggerFactory = null!; break;
                case "Comp": options.CompressionCodecs = null!; break;
                default:
                    options.BrokerCount = 2;
                    options.Listen(65535);
                    break;
            }
        }));
        Assert.Equal(ErrorCode.InvalidConfig, refused.Code);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }
}
