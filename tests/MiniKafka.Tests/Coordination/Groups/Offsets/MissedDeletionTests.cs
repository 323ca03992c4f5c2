using MiniKafka.Model;

namespace MiniKafka.Tests.Coordination.Groups.Offsets;

/// <summary>Topics that are deleted, and maybe made again, while nobody could do anything about the groups' offsets of them.</summary>
public sealed class MissedDeletionTests
{
    [Fact]
    public void Offsets_of_a_topic_that_is_deleted_while_they_are_loaded_go_with_it() => GroupBroker.Run(async broker =>
    {
        await broker.CommitAsync(1);
        await broker.CommitAsync(2, topic: "u");
        var loading = broker.RestartAsync();
        broker.Topics.Delete("t");
        await loading;
        Assert.Equal("u-0=2", await broker.StoredAsync());
        broker.Topics.Add("t", 4);
        Assert.Equal("u-0=2", await broker.StoredAsync());
    });

    [Fact]
    public void Offsets_of_a_topic_that_was_deleted_while_nobody_coordinated_them_go_with_it() => GroupBroker.Run(async broker =>
    {
        await broker.CommitAsync(1);
        await broker.CommitAsync(2, topic: "u");
        await broker.CommitInTransactionAsync(7, 3);
        broker.Coordinator.Shards.Unload(0);
        broker.Topics.Delete("t");
        await broker.RestartAsync();
        await broker.EndTransactionAsync(7, commit: true);
        Assert.Equal("u-0=2", await broker.StoredAsync());
        await broker.RestartAsync();
        Assert.Equal("u-0=2", await broker.StoredAsync());
    });

    [Fact]
    public void A_topic_that_is_made_again_while_the_groups_are_loaded_inherits_nothing() => GroupBroker.Run(async broker =>
    {
        await broker.CommitAsync(1);
        await broker.CommitAsync(2, topic: "u");
        var loading = broker.RestartAsync();
        broker.Topics.MakeAnew("t");
        await loading;
        Assert.Equal("u-0=2", await broker.StoredAsync());
        await broker.CommitAsync(3);
        await broker.RestartAsync();
        Assert.Equal("t-0=3 u-0=2", await broker.StoredAsync());
    });

    [Fact]
    public void Deletions_that_the_log_refused_are_made_up_for_and_nobody_sees_what_they_concern() => GroupBroker.Run(async broker =>
    {
        await broker.CommitAsync(1);
        broker.Log.NextError = ErrorCode.NotEnoughReplicas;
        broker.Topics.Delete("t");
        broker.Topics.Add("t", 4);
        Assert.Equal("t-0=-1", await broker.StoredAsync(partitions: 0));
        Assert.Equal("", await broker.StoredAsync());
        broker.Log.NextError = ErrorCode.None;
        var before = broker.Log.Batches(0).Count;
        await broker.WaitAsync((int)broker.Settings.OffsetsRetentionCheckIntervalMs + 1);
        Assert.Equal(before + 1, broker.Log.Batches(0).Count);
    });
}
