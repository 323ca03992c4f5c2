using MiniKafka.Client.Admin;
using MiniKafka.Model;
using StrictReplay;

namespace MiniKafka.ClusterTests.LogDirectories;

public sealed class DurableQueueDefaultsTests : IDisposable
{
    private static readonly SortedDictionary<string, string> Defaults = new(StringComparer.Ordinal)
    {
        ["log.flush.interval.messages"] = "1",
        ["log.retention.ms"] = "-1",
        ["log.segment.bytes"] = "16777216",
        ["offsets.retention.minutes"] = "2147483647",
        ["offsets.topic.segment.bytes"] = "1048576",
    };

    private readonly JudgedFolder _folder = new("defaults");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_queue_gets_its_five_keys() => Assert.Equal(Defaults, await HeldAsync(options => options.UseDurableQueueDefaults()));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_given_counts_before_and_after(bool before)
    {
        var held = await HeldAsync(options =>
        {
            if (!before)
            {
                options.UseDurableQueueDefaults();
            }

            options.Properties["log.flush.interval.messages"] = "100";
            options.Properties["log.retention.hours"] = "2";
            if (before)
            {
                options.UseDurableQueueDefaults();
            }
        });
        Assert.Equal("100", held["log.flush.interval.messages"]);
        Assert.False(held.ContainsKey("log.retention.ms"));
        Assert.Equal("16777216", held["log.segment.bytes"]);
    }

    [Fact]
    public async Task In_memory_there_is_no_durable_queue()
    {
        var refused = await Assert.ThrowsAsync<KafkaException>(() => KafkaCluster.StartAsync(options => options.UseDurableQueueDefaults()));
        Assert.Equal(ErrorCode.InvalidConfig, refused.Code);
        Assert.Contains("give a DataDirectory", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Those of the keys that the broker says were given to it.</summary>
    private async Task<SortedDictionary<string, string>> HeldAsync(Action<KafkaClusterOptions> configure)
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.DataDirectory = _folder.FullName;
            configure(options);
        });
        await using var admin = kafka.CreateAdmin();
        var described = await admin.DescribeConfigsAsync(ConfigResource.Broker(0));
        return new(described.Where(config => Defaults.ContainsKey(config.Key) && !config.Value.IsDefault).ToDictionary(config => config.Key, config => config.Value.Value!), StringComparer.Ordinal);
    }
}
