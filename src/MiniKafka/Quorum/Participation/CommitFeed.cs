using MiniKafka.Model;
using MiniKafka.Quorum.Consensus;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Roles;

namespace MiniKafka.Quorum.Participation;

/// <summary>
/// Brings committed records and changes of leadership to the listeners, and tells those who appended when their records
/// are committed or when that became uncertain. Owned by the node's loop.
/// </summary>
internal sealed class CommitFeed(RoleKeeper roles, MetadataLog log, IReadOnlyList<IMetadataListener> listeners)
{
    private const int ReadBytes = 1024 * 1024;

    private readonly Queue<PendingAppend> _appends = [];
    private LeaderAndEpoch? _told;

    /// <summary>Everything before it was shown to the listeners.</summary>
    public long NextOffset { get; private set; }

    /// <summary>Completes with the offset once it is committed and applied; fails with NOT_CONTROLLER when leadership ends before.</summary>
    public Task<long> WhenCommitted(long offset, int epoch)
    {
        var pending = new PendingAppend(offset, epoch, new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));
        _appends.Enqueue(pending);
        return pending.Committed.Task;
    }

    /// <summary>Does what became due since the last call.</summary>
    public void Deliver()
    {
        if (log.HighWatermark is { } highWatermark)
        {
            LoadSnapshotIfNeeded();
            Apply(highWatermark);
        }

        TellLeadership();
        CompleteAppends();
    }

    /// <summary>The node stops: whether what was appended will be committed is no longer known here.</summary>
    public void Abandon()
    {
        while (_appends.TryDequeue(out var append))
        {
            append.Committed.SetException(new KafkaException(ErrorCode.NotController, $"The node stopped before offset {append.Offset} was committed."));
        }
    }

    private void LoadSnapshotIfNeeded()
    {
        var isAtStart = NextOffset == 0 && log.Snapshots.Latest > OffsetAndEpoch.Bootstrap;
        if ((NextOffset >= log.StartOffset && !isAtStart) || log.Snapshots.Latest is not { } latest)
        {
            return;
        }

        var snapshot = log.Snapshots.ReadContent(latest);
        foreach (var listener in listeners)
        {
            listener.LoadSnapshot(snapshot);
        }

        NextOffset = latest.Offset;
    }

    private void Apply(long highWatermark)
    {
        while (NextOffset < highWatermark)
        {
            var from = NextOffset;
            var records = log.Read(NextOffset, ReadBytes);
            try
            {
                foreach (var batch in MetadataBatch.ReadAll(records.ToContiguous()))
                {
                    if (batch.LastOffset >= highWatermark)
                    {
                        break;
                    }

                    NextOffset = batch.LastOffset + 1;
                    foreach (var listener in listeners)
                    {
                        listener.Apply(batch);
                    }
                }
            }
            finally
            {
                records.Release();
            }

            if (NextOffset == from)
            {
                throw new InvalidDataException($"The metadata log has no whole batch at offset {from}, though {highWatermark} is committed.");
            }
        }
    }

    private void TellLeadership()
    {
        var leader = roles.LeaderAndEpoch;
        if (leader == _told || (roles.Role is LeaderRole own && NextOffset <= own.EpochStartOffset))
        {
            return;
        }

        _told = leader;
        foreach (var listener in listeners)
        {
            listener.LeadershipChanged(leader);
        }
    }

    private void CompleteAppends()
    {
        while (_appends.TryPeek(out var append))
        {
            if (roles.Role is not LeaderRole leader || leader.Epoch != append.Epoch)
            {
                append.Committed.SetException(new KafkaException(
                    ErrorCode.NotController, $"Leadership ended before offset {append.Offset} was committed: {roles.LeaderAndEpoch} leads."));
            }
            else if (NextOffset > append.Offset)
            {
                append.Committed.SetResult(append.Offset);
            }
            else
            {
                return;
            }

            _appends.Dequeue();
        }
    }

    private readonly record struct PendingAppend(long Offset, int Epoch, TaskCompletionSource<long> Committed);
}
