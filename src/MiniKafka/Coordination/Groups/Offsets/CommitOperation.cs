using MiniKafka.Coordination.Groups.Classic;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Coordination.Groups.Offsets;

/// <summary>
/// OffsetCommit and TxnOffsetCommit. A commit without a generation is accepted only while the group has no members; it
/// makes the group when there is none. A commit also keeps its member's session alive.
/// </summary>
internal sealed class CommitOperation(GroupTable groups, Rebalances rebalances, GroupSettings settings)
{
    private const long DefaultRetention = -1;
    private const short FirstVersionThatNamesMissingGroups = 9;

    public Result<OffsetCommitResponse> Commit(GroupRequestContext context, OffsetCommitRequest request, OffsetsToCommit offsets)
    {
        var member = new Committer(request.GroupId, request.GenerationIdOrMemberEpoch, request.MemberId, request.GroupInstanceId);
        var error = Validate(member, context.ApiVersion);
        if (error != ErrorCode.None)
        {
            offsets.Fail(error);
            return Result.Of(offsets.ToResponse());
        }

        if (groups.FindClassic(member.GroupId) is { State: ClassicGroupState.Stable or ClassicGroupState.PreparingRebalance } group
            && group.TryFind(member.MemberId, out var alive))
        {
            rebalances.RenewSession(group, alive);
        }

        var expiry = request.RetentionTimeMs == DefaultRetention ? -1 : Math.Max(rebalances.Now + request.RetentionTimeMs, 0);
        var records = ToRecords(member.GroupId, offsets, expiry);
        return Result.Of(offsets.ToResponse(), records);
    }

    public Result<TxnOffsetCommitResponse> Commit(TxnOffsetCommitRequest request, OffsetsToCommit offsets)
    {
        var member = new Committer(request.GroupId, request.GenerationId, request.MemberId, request.GroupInstanceId);
        var error = ValidateTransactional(member);
        if (error != ErrorCode.None)
        {
            offsets.Fail(error);
            return Result.Of(offsets.ToTransactionalResponse());
        }

        var records = ToRecords(member.GroupId, offsets, -1);
        return Result.Of(offsets.ToTransactionalResponse(), records);
    }

    private ErrorCode Validate(Committer member, short apiVersion)
    {
        switch (groups.FindKind(member.GroupId))
        {
            case null when member.Generation < 0:
                return ErrorCode.None;
            case null:
                return apiVersion >= FirstVersionThatNamesMissingGroups ? ErrorCode.GroupIdNotFound : ErrorCode.IllegalGeneration;
            case not GroupKind.Classic:
                return ErrorCode.UnknownMemberId;
        }

        var group = groups.FindClassic(member.GroupId)!;
        if (member.Generation < 0 && group.IsEmpty)
        {
            return ErrorCode.None;
        }

        if (member.IsAnonymous)
        {
            return ErrorCode.UnknownMemberId;
        }

        var error = ValidateMember(group, member);
        return error == ErrorCode.None && group.State == ClassicGroupState.CompletingRebalance ? ErrorCode.RebalanceInProgress : error;
    }

    /// <summary>A producer that does not say for whom it commits is trusted: its transaction is what fences it.</summary>
    private ErrorCode ValidateTransactional(Committer member)
    {
        switch (groups.FindKind(member.GroupId))
        {
            case null:
                return member.Generation < 0 ? ErrorCode.None : ErrorCode.IllegalGeneration;
            case not GroupKind.Classic:
                return ErrorCode.UnknownMemberId;
        }

        var group = groups.FindClassic(member.GroupId)!;
        return member.IsAnonymous || (member.Generation < 0 && group.IsEmpty) ? ErrorCode.None : ValidateMember(group, member);
    }

    private static ErrorCode ValidateMember(ClassicGroup group, Committer member)
    {
        var error = group.Validate(member.MemberId, member.GroupInstanceId);
        return error == ErrorCode.None && member.Generation != group.Generation ? ErrorCode.IllegalGeneration : error;
    }

    private List<CoordinatorRecord> ToRecords(string groupId, OffsetsToCommit offsets, long expireTimestamp)
    {
        var records = new List<CoordinatorRecord>();
        var now = rebalances.Now;
        foreach (var topic in offsets.Topics)
        {
            foreach (var partition in topic.Partitions)
            {
                if (partition.Error != ErrorCode.None)
                {
                    continue;
                }

                if (partition.Metadata.Length > settings.OffsetMetadataMaxLength)
                {
                    partition.Error = ErrorCode.OffsetMetadataTooLarge;
                    continue;
                }

                records.Add(GroupRecords.Offset(
                    new OffsetCommitKey { Group = groupId, Topic = topic.Name, Partition = partition.Index },
                    new OffsetCommitValue
                    {
                        Offset = partition.Offset,
                        LeaderEpoch = partition.LeaderEpoch,
                        Metadata = partition.Metadata,
                        CommitTimestamp = now,
                        ExpireTimestamp = expireTimestamp,
                        TopicId = topic.TopicId,
                    }));
            }
        }

        return records;
    }

    /// <summary>Who commits.</summary>
    private readonly record struct Committer(string GroupId, int Generation, string MemberId, string? GroupInstanceId)
    {
        /// <summary>Commits from outside of membership.</summary>
        public bool IsAnonymous => Generation < 0 && MemberId.Length == 0 && GroupInstanceId is null;
    }
}
