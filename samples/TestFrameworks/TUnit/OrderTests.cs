using Confluent.Kafka;
using MiniKafka;

namespace TUnitSample;

/// <summary>Shared by all tests of the run; SharedType.None gives each test a cluster of its own.</summary>
[ClassDataSource<KafkaFixture>(Shared = SharedType.PerTestSession)]
public sealed class OrderTests(KafkaFixture fixture)
{
    private readonly KafkaCluster _kafka = fixture.Kafka;

    [Test]
    public async Task What_is_produced_is_there(CancellationToken cancellationToken)
    {
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = _kafka.BootstrapServers }).Build();
        producer.Produce("orders", new() { Key = "anna", Value = "two coffees" });

        // The test's own token ends the wait when the run is cancelled.
        await _kafka.WaitForRecordsAsync("orders", 1, cancellationToken: cancellationToken);
    }

    [Test]
    public async Task A_consumer_reads_and_commits(CancellationToken cancellationToken)
    {
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = _kafka.BootstrapServers }).Build();
        await producer.ProduceAsync("payments", new() { Key = "anna", Value = "5.00" }, cancellationToken);
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = _kafka.BootstrapServers,
            GroupId = "till",
            AutoOffsetReset = AutoOffsetReset.Earliest,
        }).Build();
        consumer.Subscribe("payments");

        await Assert.That(consumer.Consume(cancellationToken).Message.Value).IsEqualTo("5.00");
        consumer.Commit();
        await _kafka.WaitForCommittedAsync("till", "payments", cancellationToken: cancellationToken);
    }
}
