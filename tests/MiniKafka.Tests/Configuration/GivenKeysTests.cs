using MiniKafka.Configuration;
using MiniKafka.Configuration.Definitions;

namespace MiniKafka.Tests.Configuration;

public class GivenKeysTests
{
    [Theory]
    [InlineData("retention.ms", "log.retention.ms")]
    [InlineData("segment.bytes", "log.segment.bytes")]
    [InlineData("max.message.bytes", "message.max.bytes")]
    public void A_topic_key_given_to_brokers_names_the_key_of_brokers(string ofTopics, string ofBrokers)
    {
        var problem = GivenKeys.Problem(ConfigTables.Broker, ofTopics, "1");
        Assert.Contains("key of topics", problem, StringComparison.Ordinal);
        Assert.Contains($"'{ofBrokers}'", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("message.timeout.ms", "'delivery.timeout.ms'")]
    [InlineData("queue.buffering.max.ms", "'linger.ms'")]
    [InlineData("statistics.interval.ms", "librdkafka alone")]
    public void A_key_that_only_librdkafka_has_is_told_as_such(string name, string named)
    {
        var problem = GivenKeys.Problem(ConfigTables.Producer, name, "1");
        Assert.Contains("librdkafka", problem, StringComparison.Ordinal);
        Assert.Contains(named, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void No_key_of_librdkafka_alone_is_a_key_here_and_what_it_is_called_here_exists()
    {
        ConfigTable[] clients = [ConfigTables.Producer, ConfigTables.Consumer, ConfigTables.Admin];
        Assert.All(LibrdkafkaKeys.Names, name =>
        {
            Assert.DoesNotContain(clients, table => table.Contains(name));
            Assert.True(LibrdkafkaKeys.TryGet(name, out var here));
            Assert.True(here is null || clients.Any(table => table.Contains(here)), $"{name} is said to be {here} here");
        });
    }
}
