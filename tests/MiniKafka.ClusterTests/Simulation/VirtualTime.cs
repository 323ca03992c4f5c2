using MiniKafka.Runtime.Simulation;

namespace MiniKafka.ClusterTests.Simulation;

/// <summary>How tests come to a cluster in virtual time: it starts, the test runs beside it on one thread, and it ends.</summary>
internal static class VirtualTime
{
    public static void Run(SimulatedLoopHost host, Action<KafkaClusterOptions> configure, Func<KafkaCluster, Task> test) => host.Run(async () =>
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.Host = host;
            configure(options);
        });
        await test(kafka);
    });
}
