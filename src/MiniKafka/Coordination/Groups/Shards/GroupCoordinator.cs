using MiniKafka.Coordination.Groups.Classic;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Coordination.Groups.Shards;

/// <summary>
/// The group coordinator of one broker: one method per API. Owned by the broker's loop; called and completed there.
/// The caller has checked who may do what; which topics exist is checked here.
/// </summary>
internal sealed class GroupCoordinator
{
    private readonly GroupSettings _settings;
    private readonly GroupOffsets _offsets;
    private readonly GroupStory _story;

    public GroupCoordinator(CoordinatorSettings settings, GroupSettings groups, ICoordinatorLog log, ITopicCatalog topics, Random random)
    {
        var memberIds = new MemberIds(random);
        _story = new GroupStory(settings.Logger);
        _settings = groups;
        Shards = new CoordinatorRuntime<GroupShard>(
            settings, log, timers => new GroupShard(groups, settings.Clock, topics, memberIds, timers, _story));
        _offsets = new GroupOffsets(Shards, topics);
        topics.Changed += OnTopicsChanged;
    }

    /// <summary>The partitions of the offsets topic that this broker leads, and the groups in them.</summary>
    public CoordinatorRuntime<GroupShard> Shards { get; }

    /// <summary>Generations of groups that began here.</summary>
    public long Rebalances => _story.Rebalances;

    /// <summary>The groups of the partitions that are loaded, and what they have committed.</summary>
    public IEnumerable<GroupOutline> Outlines() => Shards.Partitions.SelectMany(partition => Shards.Read(partition, shard => shard.Outlines(), static _ => []));

    /// <summary>How many groups of a loaded partition are of kinds that are kept and not served; told when all of its log is committed.</summary>
    public Task<int> UnservedGroupsOfAsync(int partition) => Shards.WriteAsync(partition, static shard => Result.Of(shard.UnservedGroups), static _ => 0);

    public Task<JoinGroupResponse> JoinGroupAsync(GroupRequestContext context, JoinGroupRequest request)
    {
        var join = new DelayedJoin(request, context.ApiVersion);
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
            Shards.Write(Shards.PartitionFor(request.GroupId), shard => shard.Join(new Joining(context, request, join)), error => join.Fail(error));
        }

        return join.WaitAsync(context.ClientGone);
    }

    public Task<SyncGroupResponse> SyncGroupAsync(GroupRequestContext context, SyncGroupRequest request)
    {
        const short FirstVersionWithProtocol = 5;
        var sync = new DelayedSync(request, context.ApiVersion);
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
            Shards.Write(
                Shards.PartitionFor(request.GroupId),
                shard => shard.Sync(request, sync),
                error => sync.Fail(error == ErrorCode.CoordinatorLoadInProgress ? ErrorCode.RebalanceInProgress : error));
        }

        return sync.WaitAsync(context.ClientGone);
    }

    public Task<HeartbeatResponse> HeartbeatAsync(short apiVersion, HeartbeatRequest request) => request.GroupId.Length == 0
        ? Task.FromResult(request.Refuse(apiVersion, ErrorCode.InvalidGroupId))
        : Shards.WriteAsync(
            Shards.PartitionFor(request.GroupId),
            shard => Result.Of(new HeartbeatResponse { ErrorCode = shard.Heartbeat(request) }),
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

        var response = await Shards.WriteAsync(Shards.PartitionFor(request.GroupId), request, context.ApiVersion, shard => shard.Leave(request));
        if (!isSingle)
        {
            return response;
        }

        var error = response.ErrorCode != ErrorCode.None ? response.ErrorCode : response.Members[0].ErrorCode;
        return new LeaveGroupResponse { ErrorCode = error };
    }

    public DescribeGroupsResponse DescribeGroups(GroupRequestContext context, DescribeGroupsRequest request) => new()
    {
        Groups = request.Groups.ConvertAll(groupId => Shards.Read(
            Shards.PartitionFor(groupId),
            shard => shard.Descriptions.Describe(groupId, context.ApiVersion),
            error => new DescribeGroupsResponse.DescribedGroup { GroupId = groupId, ErrorCode = error })),
    };

    /// <summary>Whether somebody is in the group, as far as this broker coordinates it.</summary>
    public bool HasMembers(string groupId) => Shards.Read(Shards.PartitionFor(groupId), shard => shard.Descriptions.HasMembers(groupId), static _ => false);

    /// <summary>The groups this broker coordinates; when some are still being read, that is the answer.</summary>
    public ListGroupsResponse ListGroups(short apiVersion, ListGroupsRequest request)
    {
        var response = new ListGroupsResponse();
        foreach (var partition in Shards.Partitions)
        {
            var error = Shards.Read(
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
        foreach (var partition in request.GroupsNames.Distinct(StringComparer.Ordinal).GroupBy(Shards.PartitionFor).OrderBy(g => g.Key))
        {
            deletions.Add(Shards.WriteAsync(
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
        Shards.EndTransactionAsync(partition, producer, coordinatorEpoch, commit);

    public Task<OffsetFetchResponse> OffsetFetchAsync(GroupRequestContext context, OffsetFetchRequest request) =>
        _offsets.FetchAsync(context, request);

    public Task<OffsetDeleteResponse> OffsetDeleteAsync(short apiVersion, OffsetDeleteRequest request) => _offsets.DeleteAsync(apiVersion, request);

    /// <summary>The groups' offsets of topics go with them; a partition that is being loaded sees to that when it is.</summary>
    private void OnTopicsChanged(TopicChanges changes)
    {
        foreach (var partition in changes.Deleted.Count == 0 ? [] : Shards.Partitions.ToList())
        {
            Shards.Write(partition, shard => shard.Deletes.DeleteTopics(changes.Deleted), static _ => { });
        }
    }
}
