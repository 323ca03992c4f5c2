using MiniKafka.Configuration;
using MiniKafka.Configuration.Changes;
using MiniKafka.Configuration.Effective;

namespace MiniKafka.Tests.Configuration;

public class RunningBrokerTests
{
    private static readonly BrokerConfigLayers Now = BrokerConfigLayers.FromProperties(ServerProperties.Parse("num.io.threads=8"));

    [Theory]
    [InlineData("num.io.threads", "4", true)]
    [InlineData("num.io.threads", "3", false)]
    [InlineData("num.io.threads", "16", true)]
    [InlineData("num.io.threads", "17", false)]
    [InlineData("num.network.threads", "1", true)]
    [InlineData("log.cleaner.threads", "2", true)]
    [InlineData("log.cleaner.threads", "3", false)]
    [InlineData("log.cleaner.threads", "0", false)]
    [InlineData("message.max.bytes", "1", true)]
    [InlineData("log.cleaner.min.compaction.lag.ms", "1000", true)]
    public void Threads_at_most_halve_or_double_in_one_step(string key, string value, bool isFine) => Assert.Equal(isFine, Problem((key, value)) is null);

    [Theory]
    [InlineData("remote.log.reader.threads", "20", true)]
    [InlineData("remote.log.reader.threads", "21", false)]
    [InlineData("log.local.retention.ms", "-2", true)]
    [InlineData("log.local.retention.ms", "-1", false)]
    [InlineData("log.local.retention.ms", "604800000", true)]
    [InlineData("log.local.retention.ms", "604800001", false)]
    [InlineData("log.local.retention.bytes", "5", true)]
    [InlineData("log.retention.ms", "0", false)]
    [InlineData("log.retention.ms", "1", true)]
    [InlineData("log.cleaner.dedupe.buffer.size", "1048576", false)]
    [InlineData("log.cleaner.dedupe.buffer.size", "2097152", true)]
    [InlineData("max.connections.per.ip", "0", false)]
    [InlineData("max.connections.per.ip", "1", true)]
    [InlineData("metric.reporters", "", true)]
    [InlineData("metric.reporters", "no.such.Reporter", false)]
    [InlineData("cordoned.log.dirs", "*", true)]
    [InlineData("cordoned.log.dirs", "/tmp/kafka-logs", true)]
    [InlineData("cordoned.log.dirs", "/nowhere", false)]
    [InlineData("cordoned.log.dirs", "*,/tmp/kafka-logs", false)]
    public void Values_must_suit_the_broker(string key, string value, bool isFine) => Assert.Equal(isFine, Problem((key, value)) is null);

    [Fact]
    public void What_was_given_at_the_start_stands_in_no_ones_way()
    {
        var now = BrokerConfigLayers.FromProperties(ServerProperties.Parse("metric.reporters=no.such.Reporter\nlog.local.retention.ms=-1\ncordoned.log.dirs=/nowhere"));
        Assert.Null(RunningBroker.Problem(now, now.WithDynamic([new("log.cleaner.backoff.ms", "1")], [])));
        Assert.NotNull(RunningBroker.Problem(now, now.WithDynamic([new("log.local.retention.ms", "999999999999")], [])));
    }

    [Fact]
    public void Values_must_not_contradict_each_other() =>
        Assert.NotNull(Problem(("log.cleaner.min.compaction.lag.ms", "2000"), ("log.cleaner.max.compaction.lag.ms", "1000")));

    private static string? Problem(params (string Key, string Value)[] changes) =>
        RunningBroker.Problem(Now, Now.WithDynamic(changes.Select(change => KeyValuePair.Create(change.Key, change.Value)), []));
}
