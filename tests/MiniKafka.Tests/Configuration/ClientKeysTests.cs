using MiniKafka.Configuration;
using MiniKafka.Model;

namespace MiniKafka.Tests.Configuration;

public class ClientKeysTests
{
    [Fact]
    public void Every_client_default_is_valid_and_every_key_documented()
    {
        foreach (var table in new[] { ConfigTables.Producer, ConfigTables.Consumer, ConfigTables.Admin })
        {
            Assert.All(table.Keys, key => Assert.True(key.Default is null || key.Check(key.Default) is null, key.Name));
            Assert.All(table.Keys, key => Assert.NotEmpty(key.Documentation));
        }
    }

    [Fact]
    public void Client_properties_are_checked_and_read_with_their_defaults()
    {
        var properties = ClientProperties.Of(ConfigTables.Producer, [new("linger.ms", "5"), new("interceptor.classes", "x")]);
        Assert.Equal((5, 16_384), (properties.Reader.Long("linger.ms"), properties.Reader.Int("batch.size")));
        Assert.Contains("interceptor.classes", Assert.Single(properties.Warnings), StringComparison.Ordinal);

        var unknown = Assert.Throws<KafkaException>(() => ClientProperties.Of(ConfigTables.Producer, [new("linger.m", "5")]));
        Assert.Contains("'linger.ms'", unknown.Message, StringComparison.Ordinal);
        var wrong = Assert.Throws<KafkaException>(() => ClientProperties.Of(ConfigTables.Producer, [new("acks", "2")]));
        Assert.Contains("all, -1, 0, 1", wrong.Message, StringComparison.Ordinal);
    }
}
