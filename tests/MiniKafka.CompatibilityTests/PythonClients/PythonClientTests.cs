using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.PythonClients;

/// <summary>Each check of the scripts under <c>python/</c>, against a cluster of its own.</summary>
public sealed class PythonClientTests
{
    [ClientTheory(nameof(ExternalClient.ConfluentKafkaForPython))]
    [InlineData("creates_topics")]
    [InlineData("produces_and_consumes")]
    [InlineData("produces_idempotently")]
    [InlineData("seeks")]
    [InlineData("reads_watermarks_and_offsets_for_times")]
    [InlineData("describes_and_alters_configs")]
    [InlineData("adds_partitions_and_deletes_topics")]
    public Task Confluent_kafka(string check) => RunAsync(ExternalClient.ConfluentKafkaForPython, "confluent_kafka_checks.py", check);

    [ClientTheory(nameof(ExternalClient.KafkaPython))]
    [InlineData("creates_topics")]
    [InlineData("produces_and_consumes")]
    [InlineData("produces_and_consumes_gzip")]
    [InlineData("produces_and_consumes_snappy")]
    [InlineData("produces_and_consumes_lz4")]
    [InlineData("produces_and_consumes_zstd")]
    [InlineData("seeks")]
    [InlineData("reads_watermarks_and_offsets_for_times")]
    [InlineData("describes_and_alters_configs")]
    [InlineData("adds_partitions_and_deletes_topics")]
    public Task Kafka_python(string check) => RunAsync(ExternalClient.KafkaPython, "kafka_python_checks.py", check);

    private static async Task RunAsync(ExternalClient client, string script, string check)
    {
        await using var broker = await BrokerUnderTest.StartAsync();

        await CommandLine.RunAsync(client.Program, TestFiles.PythonScript(script), broker.BootstrapServers, check);
    }
}
