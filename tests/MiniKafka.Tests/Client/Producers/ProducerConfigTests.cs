using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.Tests.Client.Producers;

public sealed class ProducerConfigTests
{
    [Fact]
    public void Typed_properties_and_Kafkas_names_are_the_same_values()
    {
        var config = new ProducerConfig([KeyValuePair.Create("linger.ms", "5"), KeyValuePair.Create("acks", "-1")]) { BatchSize = 1 };
        Assert.Equal((5L, Acks.All, "1"), (config.LingerMs, config.Acks, config.Get("batch.size")));
    }

    [Theory]
    [InlineData("linger.m", "5", "linger.ms")]
    [InlineData("acks", "2", "all")]
    [InlineData("batch.size", "-1", "batch.size")]
    public void A_wrong_key_or_value_is_refused_with_what_is_allowed(string key, string value, string told)
    {
        var wrong = Assert.Throws<KafkaException>(() => new ProducerConfig([KeyValuePair.Create(key, value)]));
        Assert.Equal(ErrorCode.InvalidConfig, wrong.Code);
        Assert.Contains(told, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_contradict_each_other_are_refused()
    {
        Assert.Throws<KafkaException>(() => new ProducerConfig { EnableIdempotence = true, Acks = Acks.Leader }.ToSettings());
        Assert.Throws<KafkaException>(() => new ProducerConfig { EnableIdempotence = true, MaxInFlightRequestsPerConnection = 6 }.ToSettings());
        Assert.Throws<KafkaException>(() => new ProducerConfig { DeliveryTimeoutMs = 10 }.ToSettings());
        Assert.Throws<KafkaException>(() => new Producer<string, string>(new ProducerConfig()));
        Assert.Throws<KafkaException>(() => new Producer<string, string>(new ProducerConfig { BootstrapServers = "nowhere" }));
    }

    [Fact]
    public void Idempotence_that_was_not_asked_for_gives_way()
    {
        Assert.True(new ProducerConfig().ToSettings().Sending.Idempotent);
        Assert.False(new ProducerConfig { Acks = Acks.Leader }.ToSettings().Sending.Idempotent);
        Assert.False(new ProducerConfig { Retries = 0 }.ToSettings().Sending.Idempotent);
    }
}
