using MiniKafka.ClusterTests.Control;
using MiniKafka.Network;
using MiniKafka.Storage.Files;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>What lives in a cluster while nothing is asked of it: operations that wait for a partition, armed timers, and objects of every type.</summary>
internal sealed record LivingObjects(int Waiting, int Timers, ReachableObjects Objects)
{
    /// <summary>Of some moments in which this and that is on its way, the fewest.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="clients">What is counted besides its nodes.</param>
    public static async Task<LivingObjects> FewestAsync(VirtualCluster cluster, params object[] clients)
    {
        LivingObjects? fewest = null;
        for (var i = 0; i < 10; i++)
        {
            await cluster.DelayAsync(TimeSpan.FromMilliseconds(137));
            var waiting = cluster.Nodes.Sum(node => node.Replicas.Partitions.Sum(partition => partition.Waiting.Count));
            var timers = cluster.Nodes.Sum(node => node.Loop.Timers.Count);
            var objects = new ReachableObjects(new object[] { cluster.Nodes, clients }, typeof(ListedLogs), typeof(MemoryFileBytes), typeof(LivingObjects));
            fewest = fewest is null ? new LivingObjects(waiting, timers, objects) : new LivingObjects(
                Math.Min(waiting, fewest.Waiting), Math.Min(timers, fewest.Timers), objects.Count < fewest.Objects.Count ? objects : fewest.Objects);
        }

        return fewest!;
    }

    /// <summary>
    /// Of what each of some rounds had left there would be as many more at least. A connection that just happens to be open has few objects of a type,
    /// but for what was said on it.
    /// </summary>
    public void AssertLeftNothing(LivingObjects before, int rounds)
    {
        Assert.InRange(Waiting, 0, before.Waiting);
        Assert.InRange(Timers, 1, before.Timers + rounds - 1);
        var left = Objects.MoreThan(before.Objects).Where(type => IsOurs(type.Type) && type.More >= rounds).ToList();
        if (left.Count > 0)
        {
            Assert.Fail($"{rounds} rounds left more than before:{Environment.NewLine}{Objects.Describe(left)}");
        }
    }

    public void AssertNoMoreThan(LivingObjects before)
    {
        Assert.InRange(Waiting, 0, before.Waiting);
        Assert.InRange(Timers, 1, before.Timers);
        if (Objects.Count > before.Objects.Count)
        {
            Assert.Fail($"There are more than before:{Environment.NewLine}{Objects.Describe(Objects.MoreThan(before.Objects))}");
        }
    }

    /// <summary>Messages come and go, and what files hold is on a disk.</summary>
    private static bool IsOurs(Type type) => type.Namespace is { } room && room.StartsWith("MiniKafka.", StringComparison.Ordinal)
        && !room.StartsWith("MiniKafka.Protocol", StringComparison.Ordinal) && type != typeof(Frame) && type != typeof(MemoryFileBytes);
}
