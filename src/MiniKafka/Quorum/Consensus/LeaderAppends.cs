using MiniKafka.Model;
using MiniKafka.Quorum.Log;
using MiniKafka.Quorum.Roles;
using MiniKafka.Quorum.Voters;
using MiniKafka.Records;
using MiniKafka.Storage.Files;

namespace MiniKafka.Quorum.Consensus;

/// <summary>
/// What a leader writes: the control records that begin its epoch, changed voters, and the controller's records. What was
/// appended is flushed before the leader counts it as its own vote for committing it. Owned by the node's loop.
/// </summary>
internal sealed class LeaderAppends(QuorumOptions options, RoleKeeper roles, MetadataLog log, QuorumClock clock)
{
    /// <summary>
    /// Begins the epoch with a record of its own, without which nothing older can be committed. The voters are written
    /// with it when they stand in no record yet, or name another endpoint for this node.
    /// </summary>
    public void BeginEpoch(LeaderRole leader)
    {
        var timestamp = clock.WallClockMs;
        var batch = NewBatch(leader, isControl: true);
        QuorumControlRecords.AppendLeaderChange(batch, timestamp, roles.Local.Id, log.Voters, leader.GrantingVoters);
        if (log.KRaftVersion >= KRaftVersion.Reconfigurable)
        {
            var voters = LocalVoter(log.Voters) is { } local ? log.Voters.Update(local)! : log.Voters;
            if (log.VotersOffset == VoterHistory.BeforeTheLog || !voters.Equals(log.Voters))
            {
                QuorumControlRecords.AppendKRaftVersion(batch, timestamp, log.KRaftVersion);
                QuorumControlRecords.AppendVoters(batch, timestamp, voters);
            }
        }

        Append(leader, batch);
    }

    /// <summary>Appends changed voters, which hold from this moment on. Returns the record's offset.</summary>
    public long AppendVoters(LeaderRole leader, VoterSet voters)
    {
        var batch = NewBatch(leader, isControl: true);
        QuorumControlRecords.AppendVoters(batch, clock.WallClockMs, voters);
        return Append(leader, batch);
    }

    /// <summary>Appends records as one atomic batch. Returns the offset of the last one.</summary>
    /// <exception cref="KafkaException">NOT_CONTROLLER: this replica does not lead. KAFKA_STORAGE_ERROR: the medium refuses it; nothing was appended.</exception>
    public long Append(IReadOnlyList<ReadOnlyMemory<byte>> values)
    {
        if (roles.Role is not LeaderRole leader)
        {
            throw new KafkaException(ErrorCode.NotController, $"Node {roles.Local.Id} is not the active controller: {roles.LeaderAndEpoch} leads.");
        }

        var timestamp = clock.WallClockMs;
        var batch = NewBatch(leader, isControl: false);
        foreach (var value in values)
        {
            batch.TryAppend(timestamp, NullableBytes.Null, value.Span);
        }

        try
        {
            return Append(leader, batch);
        }
        catch (RefusedException refused)
        {
            throw new KafkaException(ErrorCode.KafkaStorageError, $"The metadata log of node {roles.Local.Id} {(refused is DiskFullException ? "has no room" : "cannot be written now")}: {refused.Message}", refused);
        }
    }

    /// <summary>This node as a voter with the endpoint it listens on now; null when the voters' record has it so.</summary>
    public Voter? LocalVoter(VoterSet voters)
    {
        if (options.LocalEndpoints.IsEmpty || voters.Find(roles.Local.Id) is not { } known || !known.Key.Matches(roles.Local))
        {
            return null;
        }

        var local = new Voter(roles.Local, options.LocalEndpoints);
        return local.Equals(known) ? null : local;
    }

    private RecordBatchBuilder NewBatch(LeaderRole leader, bool isControl) =>
        new() { BaseOffset = log.EndOffset, PartitionLeaderEpoch = leader.Epoch, IsControl = isControl };

    private long Append(LeaderRole leader, RecordBatchBuilder batch)
    {
        log.AppendAsLeader(batch);
        log.Flush();
        leader.StoredLocally(log.EndOffset, log.Voters);
        return log.EndOffset - 1;
    }
}
