namespace MiniKafka.ClusterTests.Control;

/// <summary>What a cluster tells its user's loggers at the start.</summary>
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
            options.Properties["listeners"] = "PLAINTEXT://:19092";
            options.Properties["queued.max.requests"] = "500";
            options.Properties["num.partitions"] = "3";
        });
        Assert.Equal(
            [
                "The configuration key 'listeners' has no effect here; it was set to 'PLAINTEXT://:19092'.",
                "The configuration key 'num.replica.fetchers' has no effect here; it was set to '4'.",
            ],
            logs.Messages);
    }
}
