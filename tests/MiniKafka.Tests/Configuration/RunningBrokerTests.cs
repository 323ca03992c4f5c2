using MiniKafka.Configuration;
using MiniKafka.Configuration.Changes;

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

    [Fact]
    public void Values_must_not_contradict_each_other() =>
        Assert.NotNull(Problem(("log.cleaner.min.compaction.lag.ms", "2000"), ("log.cleaner.max.compaction.lag.ms", "1000")));

    private static string? Problem(params (string Key, string Value)[] changes) =>
        RunningBroker.Problem(Now, Now.WithDynamic(changes.Select(change => KeyValuePair.Create(change.Key, change.Value)), []));
}
