using MiniKafka.Metadata.Images;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>What concerns the whole cluster is told once, whatever becomes of the controller that decided it.</summary>
public sealed class ControllerStoryTests
{
    private const string Topic = "orders";
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(300);
    private static readonly int[] Controllers = [0, 1, 2];

    [Fact]
    public void A_change_whose_controller_lost_its_office_before_it_heard_that_it_was_committed_is_told_once() => VirtualCluster.Run(async cluster =>
    {
        await ChangeAsync(
            cluster,
            new CreateTopicsRequest { TimeoutMs = 60_000, Topics = [new() { Name = Topic, NumPartitions = 1, ReplicationFactor = 3 }] },
            partitions: 1,
            "The topic 'orders' was created: partitions 1, replication factor 3.");
        await ChangeAsync(
            cluster,
            new CreatePartitionsRequest { TimeoutMs = 60_000, Topics = [new() { Name = Topic, Count = 4, Assignments = null }] },
            partitions: 4,
            "The topic 'orders' has 4 partitions now, 1 before.");
        await ChangeAsync(
            cluster,
            new DeleteTopicsRequest { TimeoutMs = 60_000, Topics = [new() { Name = Topic }] },
            partitions: 0,
            "The topic 'orders' was deleted.");
    });

    /// <summary>
    /// Asks for a change and cuts the active controller off when the others have it in their logs and it has not heard so: they commit it
    /// without it.
    /// </summary>
    private static async Task ChangeAsync<TResponse>(VirtualCluster cluster, IRequest<TResponse> change, int partitions, string told)
        where TResponse : class, IResponse
    {
        var old = cluster.Controller;
        int[] others = [.. Controllers.Where(id => id != old)];
        foreach (var other in others)
        {
            cluster.Slow(other, old, Delay);
        }

        await cluster.DelayAsync(5 * Delay);
        var answer = cluster.CallAsync(old, change);
        var log = cluster.Node(old).Controller!.Quorum.Log;
        await cluster.UntilAsync(() => PartitionsOf(cluster.Node(old).Controller!.Active.Image) == partitions && others.All(other => cluster.Node(other).Controller!.Quorum.Log.EndOffset == log.EndOffset));
        Assert.NotEqual(partitions, PartitionsOf(cluster.Node(old).View.Image));
        cluster.CutOff(old);
        await cluster.UntilAsync(() => !cluster.Node(old).Controller!.Quorum.IsLeader && others.Any(other => cluster.Node(other).Controller!.Active.IsActive));
        Assert.All(others, other => Assert.Equal(partitions, PartitionsOf(cluster.Node(other).View.Image)));
        cluster.Heal(old);
        foreach (var other in others)
        {
            cluster.Slow(other, old, TimeSpan.Zero);
        }

        await cluster.UntilAsync(() => PartitionsOf(cluster.Node(old).View.Image) == partitions);
        await answer;
        Assert.Single(cluster.Told.Messages, told);
    }

    private static int PartitionsOf(ClusterImage image) => image.Topics.TryGetValue(Topic, out var topic) ? topic.Partitions.Count : 0;
}
