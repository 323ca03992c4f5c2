using MiniKafka.Model;

namespace MiniKafka.Tests.Coordination.Groups.Offsets;

/// <summary>Offsets that are committed in transactions: pending until the marker.</summary>
public sealed class TransactionalOffsetTests
{
    [Fact]
    public void An_offset_counts_when_its_transaction_commits() => GroupBroker.Run(async broker =>
    {
        await broker.CommitAsync(1);
        Assert.Equal(ErrorCode.None, await broker.CommitInTransactionAsync(7, 10));
        Assert.Equal("t-0=1", await broker.StoredAsync());
        Assert.Equal("t-0=UnstableOffsetCommit", await broker.StoredAsync(requireStable: true));
        await broker.EndTransactionAsync(7, commit: true);
        Assert.Equal("t-0=10", await broker.StoredAsync(requireStable: true));
    });

    [Fact]
    public void An_aborted_offset_never_counts() => GroupBroker.Run(async broker =>
    {
        await broker.CommitInTransactionAsync(7, 10);
        await broker.EndTransactionAsync(7, commit: false);
        Assert.Equal("", await broker.StoredAsync(requireStable: true));
    });

    [Fact]
    public void A_restart_keeps_what_is_pending_and_what_has_ended() => GroupBroker.Run(async broker =>
    {
        await broker.CommitInTransactionAsync(7, 10);
        await broker.EndTransactionAsync(7, commit: true);
        await broker.CommitInTransactionAsync(8, 20);
        await broker.RestartAsync();
        Assert.Equal("t-0=10", await broker.StoredAsync());
        Assert.Equal("t-0=UnstableOffsetCommit", await broker.StoredAsync(requireStable: true));
        await broker.EndTransactionAsync(8, commit: true);
        await broker.RestartAsync();
        Assert.Equal("t-0=20", await broker.StoredAsync());
    });

    [Fact]
    public void An_older_pending_offset_does_not_override_a_newer_one() => GroupBroker.Run(async broker =>
    {
        await broker.CommitInTransactionAsync(7, 10);
        await broker.CommitAsync(30);
        await broker.EndTransactionAsync(7, commit: true);
        Assert.Equal("t-0=30", await broker.StoredAsync());
    });

    [Fact]
    public void Deleting_an_offset_clears_the_pending_one() => GroupBroker.Run(async broker =>
    {
        await broker.CommitInTransactionAsync(7, 10);
        Assert.Equal(ErrorCode.None, await broker.DeleteOffsetAsync("t", 0));
        Assert.Equal("t-0=-1", await broker.StoredAsync(requireStable: true, partitions: 0));
        await broker.EndTransactionAsync(7, commit: true);
        Assert.Equal("", await broker.StoredAsync());
    });

    [Fact]
    public void A_member_that_names_itself_is_checked_and_an_anonymous_producer_is_not() => GroupBroker.Run(async broker =>
    {
        Assert.Equal(ErrorCode.IllegalGeneration, await broker.CommitInTransactionAsync(7, 1, 3, "nobody-1"));
        var member = (await broker.FormAsync("a"))[0];
        Assert.Equal(ErrorCode.UnknownMemberId, await broker.CommitInTransactionAsync(7, 1, 1, "nobody-1"));
        Assert.Equal(ErrorCode.IllegalGeneration, await broker.CommitInTransactionAsync(7, 1, 9, member));
        Assert.Equal(ErrorCode.None, await broker.CommitInTransactionAsync(7, 1, 1, member));
        Assert.Equal(ErrorCode.None, await broker.CommitInTransactionAsync(7, 2));
    });
}
