using MiniKafka;

// Tests run beside each other, as many as there are processors.
[assembly: Parallelize(Scope = ExecutionScope.MethodLevel)]

namespace MSTestSample;

/// <summary>One cluster for all tests of the assembly: started before the first of them and disposed of after the last.</summary>
[TestClass]
public static class KafkaOfAssembly
{
    public static KafkaCluster Kafka { get; private set; } = null!;

    [AssemblyInitialize]
    public static async Task StartAsync(TestContext context) => Kafka = await KafkaCluster.StartAsync(
        o =>
        {
            o.Listen();
            o.Topics.Add("orders");
            o.Topics.Add("payments");
        },
        context.CancellationToken);

    [AssemblyCleanup]
    public static async Task StopAsync() => await Kafka.DisposeAsync();
}
