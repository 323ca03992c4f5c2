using MiniKafka.Configuration;
using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Control;

/// <summary>The keys that the server.properties of Apache Kafka 4.4 sets or shows: each works, is warned of with a reason, or fails the start with one.</summary>
public sealed class StockPropertiesTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("minikafka-stock-");

    [Fact]
    public async Task A_node_that_is_broker_and_controller_starts_and_does_what_the_keys_say()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            foreach (var (key, value) in Stock("broker,controller", "PLAINTEXT://:0,CONTROLLER://:0", "PLAINTEXT://localhost:0,CONTROLLER://localhost:0"))
            {
                options.Properties[key] = value;
            }
        });
        Assert.Equal(1, Assert.Single(kafka.Brokers).Id);
        Assert.StartsWith("localhost:", kafka.BootstrapServers, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_data.FullName, "meta.properties")));
        Assert.Equal(
            ["controller.quorum.bootstrap.servers", "share.coordinator.state.topic.min.isr", "share.coordinator.state.topic.replication.factor"],
            kafka.Warnings.Select(warning => warning.Split('\'')[1]));
        Assert.All(kafka.Warnings, warning => Assert.Matches(@"'\. [A-Z].*\.$", warning));
    }

    [Theory]
    [InlineData("broker", "PLAINTEXT://localhost:0", "PLAINTEXT://localhost:0")]
    [InlineData("controller", "CONTROLLER://:0", "CONTROLLER://localhost:0")]
    public async Task A_node_of_one_role_alone_fails_the_start_with_the_way_that_works(string roles, string listeners, string advertised)
    {
        var refused = await Assert.ThrowsAsync<KafkaException>(() => KafkaCluster.StartAsync(options =>
        {
            foreach (var (key, value) in Stock(roles, listeners, advertised))
            {
                options.Properties[key] = value;
            }
        }));
        Assert.Equal(ErrorCode.InvalidConfig, refused.Code);
        Assert.Contains($"process.roles is '{roles}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("broker,controller", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_key_has_its_effect_or_a_reason()
    {
        foreach (var (name, _) in Stock("broker,controller", "", ""))
        {
            Assert.True(ConfigTables.Broker.TryGet(name, out var key), name);
            Assert.True(key.HasEffect || (key.WithoutEffectBecause ?? key.RefusedBecause)!.Length > 0, name);
        }
    }

    public void Dispose() => _data.Delete(recursive: true);

    private (string Key, string Value)[] Stock(string roles, string listeners, string advertised) =>
    [
        ("process.roles", roles),
        ("node.id", "1"),
        ("controller.quorum.bootstrap.servers", "localhost:9093"),
        ("listeners", listeners),
        ("inter.broker.listener.name", "PLAINTEXT"),
        ("advertised.listeners", advertised),
        ("controller.listener.names", "CONTROLLER"),
        ("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL"),
        ("num.network.threads", "3"),
        ("num.io.threads", "8"),
        ("socket.send.buffer.bytes", "102400"),
        ("socket.receive.buffer.bytes", "102400"),
        ("socket.request.max.bytes", "104857600"),
        ("log.dirs", _data.FullName),
        ("num.partitions", "1"),
        ("num.recovery.threads.per.data.dir", "2"),
        ("offsets.topic.replication.factor", "1"),
        ("share.coordinator.state.topic.replication.factor", "1"),
        ("share.coordinator.state.topic.min.isr", "1"),
        ("transaction.state.log.replication.factor", "1"),
        ("transaction.state.log.min.isr", "1"),
        ("log.flush.interval.messages", "10000"),
        ("log.flush.interval.ms", "1000"),
        ("log.retention.hours", "168"),
        ("log.retention.bytes", "1073741824"),
        ("log.segment.bytes", "1073741824"),
        ("log.retention.check.interval.ms", "300000"),
    ];
}
