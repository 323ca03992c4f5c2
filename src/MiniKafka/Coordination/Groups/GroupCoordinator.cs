using MiniKafka.Coordination.Groups.Classic;
using MiniKafka.Coordination.Groups.Offsets;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Coordination.Groups;

/// <summary>
/// The group coordinator of one broker: one method per API. Owned by the broker's loop; called and completed there.
/// The caller has checked who may do what; which topics exist is checked here.
/// </summary>
internal sealed class GroupCoordinator
{
    private readonly CoordinatorRuntime<GroupShard> _runtime;
    private readonly GroupSettings _settings;
    private readonly ICoordinatorLog _log;
    private readonly GroupOffsets _offsets;

    public GroupCoordinator(CoordinatorSettings settings, GroupSettings groups, ICoordinatorLog log, ITopicCatalog topics, Random random)
    {
        var memberIds = new MemberIds(random);
        var story = new GroupStory(settings.Logger);
        _settings = groups;
        _log = log;
        _runtime = new CoordinatorRuntime<GroupShard>(
            settings, log, timers => new GroupShard(groups, settings.Clock, memberIds, timers, story));
        _offsets = new GroupOffsets(_runtime, log, topics);
    }

    /// <summary>The partition of the offsets topic whose leader coordinates the group.</summary>
    public int PartitionFor(string groupId) => CoordinatorPartitioner.PartitionFor(groupId, _log.PartitionCount);

    /// <summary>This broker became leader of a partition of the offsets topic; completes when its groups are served.</summary>
    public Task LoadAsync(int partition, int leaderEpoch) => _runtime.LoadAsync(partition, leaderEpoch);

    /// <summary>How many groups of a loaded partition are of the newer kinds, which are kept and not served; told when all of its log is committed.</summary>
    public Task<int> NewerGroupsOfAsync(int partition) => _runtime.WriteAsync(partition, static shard => Result.Of(shard.NewerGroups), static _ => 0);

    /// <summary>This broker no longer leads the partition: whoever waits is sent to the new leader.</summary>
    public void Unload(int partition) => _runtime.Unload(partition);

    /// <summary>The broker stops: whoever waits is sent elsewhere.</summary>
    public void UnloadAll()
    {
        foreach (var partition in _runtime.Partitions.ToList())
        {
            _runtime.Unload(partition);
        }
    }

    /// <summary>Everything of the partition below this offset is committed.</summary>
    public void OnHighWatermark(int partition, long highWatermark) => _runtime.OnHighWatermark(partition, highWatermark);

    /// <summary>These topics are gone, and the groups' offsets with them.</summary>
    public void OnTopicsDeleted(IReadOnlySet<string> topics)
    {
        foreach (var partition in _runtime.Partitions.ToList())
        {
            _runtime.Write(partition, shard => shard.Deletes.DeleteTopics(topics), static _ => { });
        }
    }

    public Task<JoinGroupResponse> JoinGroupAsync(GroupRequestContext context, JoinGroupRequest request)
    {
        var join = new ParkedJoin(request, context.ApiVersion);
        if (request.GroupId.Length == 0)
        {
            join.Fail(ErrorCode.InvalidGroupId, request.MemberId);
        }
        else if (request.SessionTimeoutMs < _settings.MinSessionTimeoutMs || request.SessionTimeoutMs > _settings.MaxSessionTimeoutMs)
        {
            join.Fail(ErrorCode.InvalidSessionTimeout, request.MemberId);
        }
        else
        {
            _runtime.Write(PartitionFor(request.GroupId), shard => shard.Joins.Join(context, request, join), error => join.Fail(error));
        }

        return join.WaitAsync(context.ClientGone);
    }

    public Task<SyncGroupResponse> SyncGroupAsync(GroupRequestContext context, SyncGroupRequest request)
    {
        const short FirstVersionWithProtocol = 5;
        var sync = new ParkedSync(request, context.ApiVersion);
        if (context.ApiVersion >= FirstVersionWithProtocol && (request.ProtocolType is null || request.ProtocolName is null))
        {
            sync.Fail(ErrorCode.InconsistentGroupProtocol);
        }
        else if (request.GroupId.Length == 0)
        {
            sync.Fail(ErrorCode.InvalidGroupId);
        }
        else
        {
            // While the group is being read, the members might just as well begin anew.
            _runtime.Write(
                PartitionFor(request.GroupId),
                shard => shard.Syncs.Sync(request, sync),
                error => sync.Fail(error == ErrorCode.CoordinatorLoadInProgress ? ErrorCode.RebalanceInProgress : error));
        }

        return sync.WaitAsync(context.ClientGone);
    }

    public Task<HeartbeatResponse> HeartbeatAsync(short apiVersion, HeartbeatRequest request) => request.GroupId.Length == 0
        ? Task.FromResult(request.Refuse(apiVersion, ErrorCode.InvalidGroupId))
        : _runtime.WriteAsync(
            PartitionFor(request.GroupId),
            shard => Result.Of(new HeartbeatResponse { ErrorCode = shard.Memberships.Heartbeat(request) }),
            // Nobody's session ends while the groups are being read, so all is well.
            error => error == ErrorCode.CoordinatorLoadInProgress ? new HeartbeatResponse() : request.Refuse(apiVersion, error));

    public async Task<LeaveGroupResponse> LeaveGroupAsync(GroupRequestContext context, LeaveGroupRequest request)
    {
        const short FirstVersionWithSeveralMembers = 3;
        if (request.GroupId.Length == 0)
        {
            return request.Refuse(context.ApiVersion, ErrorCode.InvalidGroupId);
        }

        var isSingle = context.ApiVersion < FirstVersionWithSeveralMembers;
        if (isSingle)
        {
            request.Members = [new LeaveGroupRequest.MemberIdentity { MemberId = request.MemberId }];
        }

        var response = await _runtime.WriteAsync(PartitionFor(request.GroupId), request, context.ApiVersion, shard => shard.Memberships.Leave(request));
        if (!isSingle)
        {
            return response;
        }

        var error = response.ErrorCode != ErrorCode.None ? response.ErrorCode : response.Members[0].ErrorCode;
        return new LeaveGroupResponse { ErrorCode = error };
    }

    public DescribeGroupsResponse DescribeGroups(GroupRequestContext context, DescribeGroupsRequest request) => new()
    {
        Groups = request.Groups.ConvertAll(groupId => _runtime.Read(
            PartitionFor(groupId),
            shard => shard.Descriptions.Describe(groupId, context.ApiVersion),
            error => new DescribeGroupsResponse.DescribedGroup { GroupId = groupId, ErrorCode = error })),
    };

    /// <summary>Whether somebody is in the group, as far as this broker coordinates it.</summary>
    public bool HasMembers(string groupId) => _runtime.Read(PartitionFor(groupId), shard => shard.Descriptions.HasMembers(groupId), static _ => false);

    /// <summary>The groups this broker coordinates; when some are still being read, that is the answer.</summary>
    public ListGroupsResponse ListGroups(short apiVersion, ListGroupsRequest request)
    {
        var response = new ListGroupsResponse();
        foreach (var partition in _runtime.Partitions)
        {
            var error = _runtime.Read(
                partition,
                shard =>
                {
                    response.Groups.AddRange(shard.Descriptions.List(request.StatesFilter, request.TypesFilter));
                    return ErrorCode.None;
                },
                static error => error);
            if (error == ErrorCode.CoordinatorLoadInProgress)
            {
                return request.Refuse(apiVersion, error);
            }
        }

        return response;
    }

    public async Task<DeleteGroupsResponse> DeleteGroupsAsync(short apiVersion, DeleteGroupsRequest request)
    {
        var deletions = new List<Task<List<DeleteGroupsResponse.DeletableGroupResult>>>();
        foreach (var partition in request.GroupsNames.Distinct(StringComparer.Ordinal).GroupBy(PartitionFor).OrderBy(g => g.Key))
        {
            deletions.Add(_runtime.WriteAsync(
                partition.Key,
                shard => shard.Deletes.DeleteGroups(partition),
                error => new DeleteGroupsRequest { GroupsNames = [.. partition] }.Refuse(apiVersion, error).Results));
        }

        var response = new DeleteGroupsResponse();
        foreach (var deletion in deletions)
        {
            response.Results.AddRange(await deletion);
        }

        return response;
    }

    public Task<OffsetCommitResponse> OffsetCommitAsync(GroupRequestContext context, OffsetCommitRequest request) =>
        _offsets.CommitAsync(context, request);

    public Task<TxnOffsetCommitResponse> TxnOffsetCommitAsync(TxnOffsetCommitRequest request) => _offsets.CommitAsync(request);

    /// <summary>Ends a producer's transaction in a partition of the offsets topic: its offsets count from now on, or never.</summary>
    public Task<ErrorCode> EndTransactionAsync(int partition, TransactionalProducer producer, int coordinatorEpoch, bool commit) =>
        _runtime.EndTransactionAsync(partition, producer, coordinatorEpoch, commit);

    public Task<OffsetFetchResponse> OffsetFetchAsync(GroupRequestContext context, OffsetFetchRequest request) =>
        _offsets.FetchAsync(context, request);

    public Task<OffsetDeleteResponse> OffsetDeleteAsync(short apiVersion, OffsetDeleteRequest request) => _offsets.DeleteAsync(apiVersion, request);
}
