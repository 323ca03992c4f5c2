using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.NodeClients;

/// <summary>Each check of <c>node/kafkajs_checks.js</c>, against a cluster of its own.</summary>
public sealed class KafkaJsTests
{
    [ClientTheory(nameof(ExternalClient.KafkaJs))]
    [InlineData("creates_and_deletes_topics")]
    [InlineData("produces_idempotently")]
    [InlineData("reads_offsets")]
    [InlineData("produces_and_consumes_in_a_group")]
    [InlineData("produces_and_consumes_gzip")]
    public async Task Kafkajs(string check)
    {
        await using var broker = await BrokerUnderTest.StartAsync();

        await CommandLine.RunAsync(ExternalClient.KafkaJs.Program, TestFiles.NodeScript("kafkajs_checks.js"), broker.BootstrapServers, check);
    }
}
