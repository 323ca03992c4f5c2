using MiniKafka.Model;

namespace MiniKafka.Replication;

/// <summary>The leader's care for its followers: the high watermark and the in-sync set.</summary>
internal sealed partial class Partition
{
    private static readonly TimeSpan RetryBackoff = TimeSpan.FromMilliseconds(50);

    /// <summary>A follower asks for records from an offset: it has everything below.</summary>
    public void OnFollowerFetch(int brokerId, long brokerEpoch, long fetchOffset, long logStartOffset)
    {
        if (_leadership?.Follower(brokerId) is not { } follower || fetchOffset > Log.LogEndOffset)
        {
            return;
        }

        var startedAt = follower.LogStartOffset;
        follower.OnFetch(fetchOffset, logStartOffset, brokerEpoch, Log.LogEndOffset, _context!.NowMs);
        if (_leadership.Expanded(State, brokerId, Log.HighWatermark) is { } expanded)
        {
            Propose(expanded);
        }

        if (TryAdvanceHighWatermark() || logStartOffset != startedAt)
        {
            Waiting.Tell();
        }
    }

    /// <summary>Takes followers that fell behind out of the in-sync set; called at regular intervals.</summary>
    public void CheckInSync()
    {
        _leadership?.OnSize(SizeToCopy);
        if (_leadership?.Shrunk(State, Log.LogEndOffset) is { } shrunk)
        {
            Propose(shrunk);
        }
        else if (_leadership is not null)
        {
            // One that is not in sync, but was a moment ago, is waited for no longer than that.
            AdvanceHighWatermark();
        }
    }

    /// <summary>The leader says up to where the replicas have the same: a follower shows that much, as far as its log reaches.</summary>
    public void FollowHighWatermark(long leaderHighWatermark)
    {
        if (Log.AdvanceHighWatermark(leaderHighWatermark))
        {
            Waiting.Tell();
        }
    }

    private void AdvanceHighWatermark()
    {
        if (TryAdvanceHighWatermark())
        {
            Waiting.Tell();
        }
    }

    /// <summary>
    /// The watermark follows the slowest replica that counts. Below the in-sync minimum it stands still: who is eligible to lead then
    /// misses nothing that was ever visible (KIP-966). True when readers see more: whoever waits is to be told.
    /// </summary>
    private bool TryAdvanceHighWatermark() =>
        !IsUnderMinInSync && Log.AdvanceHighWatermark(_leadership?.ReplicatedOffset(State, Log.LogEndOffset) ?? Log.LogEndOffset);

    /// <summary>Replicas that go and come while this broker leads, in one epoch as in the next.</summary>
    private void CountInSync(PartitionState state)
    {
        if (_context is not null && IsLeader && state.Leader == _brokerId)
        {
            _context.Counts.IsrShrinks += State.InSyncReplicas.Any(replica => !state.InSyncReplicas.Contains(replica)) ? 1 : 0;
            _context.Counts.IsrExpands += state.InSyncReplicas.Any(replica => !State.InSyncReplicas.Contains(replica)) ? 1 : 0;
        }
    }

    private void Propose(IReadOnlyList<int> replicas)
    {
        var change = _leadership!.Propose(Id, State, replicas);
        _context!.Loop.Start(() => ProposeAsync(_leadership, change));
    }

    /// <summary>
    /// Asks until there is a decision. An answer that got lost may have been a yes, so the same is asked again until the controller or the
    /// metadata says how it is.
    /// </summary>
    private async Task ProposeAsync(PartitionLeadership leadership, IsrChange change)
    {
        while (ReferenceEquals(leadership, _leadership) && State.PartitionEpoch == change.PartitionEpoch && leadership.IsProposing)
        {
            try
            {
                if (TakeAnswer(leadership, change, await _context!.Channel.ProposeAsync(change)))
                {
                    return;
                }
            }
            catch (Exception exception) when (exception is KafkaException or IOException or TimeoutException)
            {
                // Nobody decided, or the answer was lost.
            }

            await Task.Delay(RetryBackoff, _context!.Loop.Clock);
        }
    }

    /// <summary>True when the answer is final.</summary>
    private bool TakeAnswer(PartitionLeadership leadership, IsrChange change, IsrAnswer answer)
    {
        if (!ReferenceEquals(leadership, _leadership) || State.PartitionEpoch != change.PartitionEpoch)
        {
            return true;
        }

        switch (answer.ErrorCode)
        {
            case ErrorCode.None:
                Apply(State with { InSyncReplicas = answer.InSyncReplicas, PartitionEpoch = answer.PartitionEpoch });
                return true;
            case ErrorCode.IneligibleReplica or ErrorCode.OperationNotAttempted:
                leadership.Withdraw();
                AdvanceHighWatermark();
                return true;
            case ErrorCode.UnknownTopicOrPartition or ErrorCode.UnknownTopicId or ErrorCode.FencedLeaderEpoch or ErrorCode.InvalidUpdateVersion
                or ErrorCode.InvalidRequest or ErrorCode.NewLeaderElected:
                // The metadata will say what is true; until then both sets count.
                return true;
            default:
                return false;
        }
    }
}
