using ApacheKafka;

namespace MiniKafka.CompatibilityTests.KafkaTools;

/// <summary>The main paths of Apache Kafka's own tools: what they print of our broker they print of Apache Kafka's.</summary>
[Collection(ApacheKafkaCollection.Name)]
[MeetsApacheKafka]
public sealed class ToolTests(RunningApacheKafka kafka)
{
    [ApacheKafkaFact]
    public async Task Topics_are_made_and_listed()
    {
        await using var ours = await KafkaCluster.StartAsync(options => options.Listen());
        var theirs = await kafka.OneAsync();
        foreach (var servers in new[] { ours.BootstrapServers!, theirs.BootstrapServers })
        {
            var made = await kafka.Tools.RunAsync("TopicCommand", "--bootstrap-server", servers, "--create", "--topic", "orders", "--partitions", "3");
            var listed = await kafka.Tools.RunAsync("TopicCommand", "--bootstrap-server", servers, "--list");
            Assert.Equal(new ToolRun(0, "Created topic orders.\n", ""), made);
            Assert.Contains("orders\n", listed.Output, StringComparison.Ordinal);
        }
    }
}
