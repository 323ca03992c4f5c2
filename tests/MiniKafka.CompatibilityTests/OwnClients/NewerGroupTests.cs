using ApacheKafka;
using Confluent.Kafka;
using MiniKafka.Client.Admin;
using MiniKafka.CompatibilityTests.KafkaTools;
using AdminClient = MiniKafka.Client.AdminClient;
using AdminConfig = MiniKafka.Client.AdminConfig;

namespace MiniKafka.CompatibilityTests.OwnClients;

/// <summary>Groups of the newer kind, which only Apache Kafka has, as our administrative client tells of them.</summary>
[Collection(ApacheKafkaCollection.Name)]
[MeetsApacheKafka]
public sealed class NewerGroupTests(RunningApacheKafka kafka)
{
    [ApacheKafkaFact]
    public async Task A_group_of_the_newer_kind_is_listed_and_described_with_its_members()
    {
        var servers = (await kafka.OneAsync()).BootstrapServers;
        await using var admin = new AdminClient(new AdminConfig { BootstrapServers = servers });
        var (topic, group) = ($"topic-{Guid.NewGuid():N}", $"group-{Guid.NewGuid():N}");
        await admin.CreateTopicAsync(topic, 2, 1);
        using (var producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = servers }).Build())
        {
            await producer.ProduceAsync(topic, new Message<Null, string> { Value = "soup" });
        }

        using var consumer = new ConsumerBuilder<Null, string>(new ConsumerConfig
        {
            BootstrapServers = servers, GroupId = group, GroupProtocol = GroupProtocol.Consumer, ClientId = "modern", AutoOffsetReset = AutoOffsetReset.Earliest,
        }).Build();
        consumer.Subscribe(topic);
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        Assert.Equal("soup", consumer.Consume(late.Token).Message.Value);

        Assert.Equal("consumer", Assert.Single(await admin.ListGroupsAsync(), listing => listing.GroupId == group).Type);
        var described = await admin.DescribeGroupAsync(group);
        Assert.Equal(("consumer", 1), (described.Type, described.Coordinator));
        Assert.True(described.Epoch > 0);
        var member = Assert.Single(described.Members);
        Assert.Equal("modern", member.ClientId);
        Assert.Equal([new Model.TopicPartition(topic, 0), new Model.TopicPartition(topic, 1)], member.Assignment);
        consumer.Close();
    }
}
