using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Coordination.Groups.Offsets;

/// <summary>
/// OffsetCommit and TxnOffsetCommit. A commit without a generation is accepted only while the group has no members; it
/// makes the group when there is none. A commit also keeps its member's session alive.
/// </summary>
internal sealed class CommitOperation(GroupTable groups, TimeProvider clock, GroupSettings settings)
{
    private const long DefaultRetention = -1;
    private const short FirstVersionThatNamesMissingGroups = 9;

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public Result<OffsetCommitResponse> Commit(GroupRequestContext context, OffsetCommitRequest request, OffsetsToCommit offsets)
    {
        var member = new Committer(request.GroupId, request.GenerationIdOrMemberEpoch, request.MemberId, request.GroupInstanceId);
        var error = Validate(member, context.ApiVersion);
        if (error != ErrorCode.None)
        {
            offsets.Fail(error);
            return Result.Of(offsets.ToResponse());
        }

        groups.Find(member.GroupId)?.Committed(member.MemberId);
        var expiry = request.RetentionTimeMs == DefaultRetention ? -1 : Math.Max(Now + request.RetentionTimeMs, 0);
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

    private ErrorCode Validate(Committer member, short apiVersion) =>
        groups.Find(member.GroupId) is { } group ? group.ValidateCommit(member)
        : member.Generation < 0 ? ErrorCode.None
        : apiVersion >= FirstVersionThatNamesMissingGroups ? ErrorCode.GroupIdNotFound
        : ErrorCode.IllegalGeneration;

    private ErrorCode ValidateTransactional(Committer member) =>
        groups.Find(member.GroupId) is { } group ? group.ValidateTransactionalCommit(member)
        : member.Generation < 0 ? ErrorCode.None
        : ErrorCode.IllegalGeneration;

    private List<CoordinatorRecord> ToRecords(string groupId, OffsetsToCommit offsets, long expireTimestamp)
    {
        var records = new List<CoordinatorRecord>();
        var now = Now;
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
}
