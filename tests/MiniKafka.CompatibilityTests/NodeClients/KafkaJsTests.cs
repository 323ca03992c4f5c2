using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.NodeClients;

/// <summary>Each check of <c>node/kafkajs_checks.js</c>, against a cluster of its own.</summary>
public sealed class KafkaJsTests
{
    [ClientTheory(nameof(ExternalClient.KafkaJs))]
    [InlineData("creates_and_deletes_topics")]
    [InlineData("produces_idempotently")]
    [InlineData("reads_offsets")]
    public Task Kafkajs(string check) => RunAsync(check);

    [ClientTheory(nameof(ExternalClient.KafkaJs), Skip = Groups.GroupTests.NotServedYet)]
    [InlineData("produces_and_consumes_in_a_group")]
    [InlineData("produces_and_consumes_gzip")]
    public Task Kafkajs_in_a_group(string check) => RunAsync(check);

    private static async Task RunAsync(string check)
    {
        await using var broker = await BrokerUnderTest.StartAsync();

        await CommandLine.RunAsync(ExternalClient.KafkaJs.Program, TestFiles.NodeScript("kafkajs_checks.js"), broker.BootstrapServers, check);
    }
}
