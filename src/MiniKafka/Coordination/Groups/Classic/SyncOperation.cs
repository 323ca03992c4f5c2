using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Coordination.Groups.Classic;

/// <summary>
/// SyncGroup: the leader hands in everybody's assignment, which is written before anybody gets it; the others wait.
/// </summary>
internal sealed class SyncOperation(Rebalances rebalances)
{
    public Result Sync(ClassicGroup group, SyncGroupRequest request, DelayedSync sync)
    {
        var error = Validate(group, request);
        if (error != ErrorCode.None)
        {
            sync.Fail(error);
            return Result.Nothing;
        }

        var member = group.Find(request.MemberId)!;
        rebalances.ReceiveSync(group, member.MemberId);
        if (group.State == ClassicGroupState.Stable)
        {
            sync.Complete(new SyncGroupResponse
            {
                ProtocolType = group.ProtocolType,
                ProtocolName = group.ProtocolName,
                Assignment = member.Assignment,
            });
            return Result.Nothing;
        }

        member.Delay(sync);
        return group.IsLeader(member.MemberId) && !group.IsAssigned ? Assign(group, request) : Result.Nothing;
    }

    private static ErrorCode Validate(ClassicGroup group, SyncGroupRequest request)
    {
        var error = group.Validate(request.MemberId, request.GroupInstanceId);
        if (error != ErrorCode.None)
        {
            return error;
        }

        if (request.GenerationId != group.Generation)
        {
            return ErrorCode.IllegalGeneration;
        }

        if ((request.ProtocolType is { } type && type != group.ProtocolType)
            || (request.ProtocolName is { } name && name != group.ProtocolName))
        {
            return ErrorCode.InconsistentGroupProtocol;
        }

        return group.State == ClassicGroupState.PreparingRebalance ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }

    private Result Assign(ClassicGroup group, SyncGroupRequest request)
    {
        var assignments = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var member in group.Members)
        {
            assignments[member.MemberId] = [];
        }

        foreach (var assignment in request.Assignments)
        {
            if (assignments.ContainsKey(assignment.MemberId))
            {
                assignments[assignment.MemberId] = assignment.Assignment;
            }
        }

        return new Result
        {
            Records = [group.ToRecord(assignments)],
            Settled = error => Assigned(group, request.GenerationId, error),
        };
    }

    private Result Assigned(ClassicGroup group, int generation, ErrorCode error)
    {
        if (group.State != ClassicGroupState.CompletingRebalance || group.Generation != generation)
        {
            return Result.Nothing;
        }

        if (error == ErrorCode.None)
        {
            rebalances.Stabilize(group);
            return Result.Nothing;
        }

        rebalances.ResetAssignments(group, error);
        return rebalances.Prepare(group);
    }
}
