using Confluent.Kafka;
using MiniKafka;

namespace MSTestSample;

[TestClass]
public sealed class OrderTests(TestContext context)
{
    private readonly KafkaCluster _kafka = KafkaOfAssembly.Kafka;

    [TestMethod]
    public async Task What_is_produced_is_there()
    {
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = _kafka.BootstrapServers }).Build();
        producer.Produce("orders", new() { Key = "anna", Value = "two coffees" });

        // The test's own token ends the wait when the run is cancelled.
        await _kafka.WaitForRecordsAsync("orders", 1, cancellationToken: context.CancellationToken);
    }

    [TestMethod]
    public async Task A_consumer_reads_and_commits()
    {
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = _kafka.BootstrapServers }).Build();
        await producer.ProduceAsync("payments", new() { Key = "anna", Value = "5.00" }, context.CancellationToken);
        using var consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = _kafka.BootstrapServers,
            GroupId = "till",
            AutoOffsetReset = AutoOffsetReset.Earliest,
        }).Build();
        consumer.Subscribe("payments");

        Assert.AreEqual("5.00", consumer.Consume(context.CancellationToken).Message.Value);
        consumer.Commit();
        await _kafka.WaitForCommittedAsync("till", "payments", cancellationToken: context.CancellationToken);
    }
}
