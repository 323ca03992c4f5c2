using Confluent.Kafka;
using MiniKafka;

namespace NUnitSample;

[Parallelizable(ParallelScope.All)]
public sealed class OrderTests
{
    private readonly KafkaCluster _kafka = KafkaSetUp.Kafka;

    [Test]
    public async Task What_is_produced_is_there()
    {
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = _kafka.BootstrapServers }).Build();
        producer.Produce("orders", new() { Key = "anna", Value = "two coffees" });

        await _kafka.WaitForRecordsAsync("orders", 1);
    }

    [Test]
    public async Task A_consumer_reads_and_commits()
    {
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = _kafka.BootstrapServers }).Build();
        await producer.ProduceAsync("payments", new() { Key = "anna", Value = "5.00" });
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = _kafka.BootstrapServers,
            GroupId = "till",
            AutoOffsetReset = AutoOffsetReset.Earliest,
        }).Build();
        consumer.Subscribe("payments");

        Assert.That(consumer.Consume(TimeSpan.FromSeconds(30)).Message.Value, Is.EqualTo("5.00"));
        consumer.Commit();
        await _kafka.WaitForCommittedAsync("till", "payments");
    }
}
