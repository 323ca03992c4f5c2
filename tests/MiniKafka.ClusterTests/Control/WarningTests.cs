using MiniKafka.Client.Admin;
using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Control;

/// <summary>What a cluster tells its user's loggers about configuration that does nothing.</summary>
public sealed class WarningTests
{
    [Fact]
    public async Task A_key_without_effect_that_is_not_at_its_default_is_warned_of_by_name()
    {
        using var logs = new ListedLogs();
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.LoggerFactory = logs;
            options.Properties["num.replica.fetchers"] = "4";
            options.Properties["request.timeout.ms"] = "30000";
            options.Properties["num.partitions"] = "3";
        });
        Assert.Equal(
            ["The configuration key 'num.replica.fetchers' has no effect here; it was set to '4'. One fetcher for each leader is enough: requests follow each other without waiting."],
            logs.Messages);
        Assert.Equal(logs.Messages, kafka.Warnings);
    }

    [Fact]
    public async Task A_change_that_comes_too_late_or_does_nothing_is_warned_of_by_name()
    {
        using var logs = new ListedLogs();
        await using var kafka = await KafkaCluster.StartAsync(options => options.LoggerFactory = logs);
        await using var admin = kafka.CreateAdmin();
        await admin.IncrementalAlterConfigsAsync(
            new ConfigResource(ConfigResourceType.Broker, ""),
            [new AlterConfigEntry("max.connections", "7"), new AlterConfigEntry("num.replica.fetchers", "2"), new AlterConfigEntry("log.retention.ms", "1000")]);
        Assert.Equal(
            [
                "The configuration key 'max.connections' has an effect only when it is given at the start; it was changed to '7' while the broker runs.",
                "The configuration key 'num.replica.fetchers' has no effect here; it was set to '2'. One fetcher for each leader is enough: requests follow each other without waiting.",
            ],
            await logs.AfterAsync(2));
    }

    [Fact]
    public async Task A_start_warns_of_what_holds_at_the_end_of_the_metadata_log_and_lists_it_without_a_logger()
    {
        var data = Directory.CreateTempSubdirectory("minikafka-warnings-");
        try
        {
            await using (var kafka = await KafkaCluster.StartAsync(options => options.DataDirectory = data.FullName))
            {
                await using var admin = kafka.CreateAdmin();
                ConfigResource all = new(ConfigResourceType.Broker, "");
                await admin.IncrementalAlterConfigsAsync(all, [new AlterConfigEntry("num.replica.fetchers", "2"), new AlterConfigEntry("log.cleaner.threads", "2")]);
                await admin.IncrementalAlterConfigsAsync(all, [new AlterConfigEntry("num.replica.fetchers", null, AlterConfigOperation.Delete)]);
                Assert.Empty(kafka.Warnings);
            }

            await using var again = await KafkaCluster.StartAsync(options => options.DataDirectory = data.FullName);
            Assert.Contains("'log.cleaner.threads'", Assert.Single(again.Warnings), StringComparison.Ordinal);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_rate_of_throttled_replication_has_its_effect_and_is_not_warned_of()
    {
        using var logs = new ListedLogs();
        await using var kafka = await KafkaCluster.StartAsync(options => options.LoggerFactory = logs);
        await using var admin = kafka.CreateAdmin();
        await admin.IncrementalAlterConfigsAsync(
            new ConfigResource(ConfigResourceType.Broker, ""),
            [new AlterConfigEntry("leader.replication.throttled.rate", "1000"), new AlterConfigEntry("follower.replication.throttled.rate", "1000"), new AlterConfigEntry("num.replica.fetchers", "2")]);
        Assert.Contains("num.replica.fetchers", Assert.Single(await logs.AfterAsync(1)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:x")]
    [InlineData("localhost:1,:2")]
    public async Task Limits_of_single_addresses_that_cannot_be_read_are_refused_at_the_start(string overrides)
    {
        var refused = await Assert.ThrowsAsync<KafkaException>(() => KafkaCluster.StartAsync(options => options.Properties["max.connections.per.ip.overrides"] = overrides));
        Assert.Contains(overrides, refused.Message, StringComparison.Ordinal);
        Assert.Contains("host:count", refused.Message, StringComparison.Ordinal);
    }
}
