using Confluent.Kafka;
using MiniKafka;

namespace XunitV3;

public sealed class OrderTests(KafkaFixture fixture)
{
    private readonly KafkaCluster _kafka = fixture.Kafka;

    [Fact]
    public async Task What_is_produced_is_there()
    {
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = _kafka.BootstrapServers }).Build();
        producer.Produce("orders", new() { Key = "anna", Value = "two coffees" });

        // The test's own token ends the wait when the run is cancelled.
        await _kafka.WaitForRecordsAsync("orders", 1, cancellationToken: TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_consumer_reads_and_commits()
    {
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = _kafka.BootstrapServers }).Build();
        await producer.ProduceAsync("payments", new() { Key = "anna", Value = "5.00" }, TestContext.Current.CancellationToken);
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = _kafka.BootstrapServers,
            GroupId = "till",
            AutoOffsetReset = AutoOffsetReset.Earliest,
        }).Build();
        consumer.Subscribe("payments");

        Assert.Equal("5.00", consumer.Consume(TestContext.Current.CancellationToken).Message.Value);
        consumer.Commit();
        await _kafka.WaitForCommittedAsync("till", "payments", cancellationToken: TestContext.Current.CancellationToken);
    }
}
