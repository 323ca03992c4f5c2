using System.Collections.Immutable;
using MiniKafka.Coordination.Groups.Classic;
using MiniKafka.Coordination.Groups.Offsets;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Records;

namespace MiniKafka.Coordination.Groups.Shards;

/// <summary>
/// The groups and offsets of one partition of the offsets topic: what is replayed, and what is asked of a group, whether it is there
/// or not.
/// </summary>
internal sealed class GroupShard : ITransactionalState
{
    private const string ExpiryTimer = "expiry";

    private readonly GroupTable _groups = new();
    private readonly OffsetTable _offsets = new();
    private readonly ShardTimers _timers;
    private readonly GroupSettings _settings;
    private readonly ClassicProtocol _classic;
    private readonly GroupReplay _replay;
    private readonly OffsetExpiry _expiry;

    public GroupShard(GroupSettings settings, TimeProvider clock, ITopicCatalog topics, MemberIds memberIds, ShardTimers timers, GroupStory story)
    {
        _timers = timers;
        _settings = settings;
        _classic = new ClassicProtocol(_groups, timers, settings, clock, memberIds, story);
        _replay = new GroupReplay(_groups, _offsets, _classic);
        _expiry = new OffsetExpiry(_groups, _offsets, topics, settings);
        Commits = new CommitOperation(_groups, clock, settings);
        Fetches = new FetchOperation(_offsets);
        Deletes = new DeleteOperation(_groups, _offsets, topics);
        Descriptions = new GroupDescriptions(_groups);
    }

    public CommitOperation Commits { get; }

    public FetchOperation Fetches { get; }

    public DeleteOperation Deletes { get; }

    public GroupDescriptions Descriptions { get; }

    /// <summary>How many groups there are of kinds which are kept and not served.</summary>
    public int UnservedGroups => _groups.All.Count(group => group is UnservedGroup);

    /// <summary>All groups, and those that are nothing but what was committed in their name.</summary>
    public IReadOnlyList<GroupOutline> Outlines() =>
    [
        .. from listed in Descriptions.List([], [])
           let members = _groups.Find(listed.GroupId)?.Describe()?.Members.Count ?? 0
           select new GroupOutline(listed.GroupId, listed.GroupState, members, _offsets.AcknowledgedOf(listed.GroupId).ToDictionary(entry => entry.Key, entry => entry.Value.Offset)),
    ];

    /// <summary>JoinGroup: a group that is not there becomes a classic one.</summary>
    public Result Join(Joining joining) => _groups.Find(joining.Request.GroupId)?.Join(joining) ?? _classic.Joins.Found(joining);

    public Result Sync(SyncGroupRequest request, DelayedSync sync)
    {
        if (_groups.Find(request.GroupId) is { } group)
        {
            return group.Sync(request, sync);
        }

        sync.Fail(ErrorCode.UnknownMemberId);
        return Result.Nothing;
    }

    public ErrorCode Heartbeat(HeartbeatRequest request) => _groups.Find(request.GroupId)?.Heartbeat(request) ?? ErrorCode.UnknownMemberId;

    public Result<LeaveGroupResponse> Leave(LeaveGroupRequest request)
    {
        var left = _groups.Find(request.GroupId)?.Leave(request.Members);
        var response = new LeaveGroupResponse
        {
            Members =
            [
                .. request.Members.Select((member, i) => new LeaveGroupResponse.MemberResponse
                {
                    MemberId = member.MemberId,
                    GroupInstanceId = member.GroupInstanceId,
                    ErrorCode = left?.Response[i] ?? ErrorCode.UnknownMemberId,
                }),
            ],
        };
        return new(response, left?.Outcome ?? Result.Nothing);
    }

    public void Replay(long offset, CoordinatorRecord record) => _replay.Replay(offset, RecordBatchFormat.NoProducerId, record);

    public void ReplayInTransaction(long offset, long producerId, CoordinatorRecord record) => _replay.Replay(offset, producerId, record);

    public void ReplayEndTransaction(long offset, long producerId, bool commit) => _offsets.EndTransaction(offset, producerId, commit);

    public void OnCommitted(long offset)
    {
        _groups.Commit(offset);
        _offsets.Commit(offset);
    }

    public Result OnLoaded(long nextOffset)
    {
        _groups.Begin(nextOffset);
        _offsets.Begin(nextOffset);
        ScheduleExpiry();

        // Topics may have been deleted while nobody coordinated these groups.
        return Result.Merge([Deletes.DeleteTopics(ImmutableHashSet<string>.Empty), .. _groups.All.Select(group => group.OnLoaded())]);
    }

    public void OnUnloaded()
    {
        foreach (var group in _groups.All)
        {
            group.OnUnloaded();
        }
    }

    private void ScheduleExpiry() => _timers.Schedule(new(ExpiryTimer), _settings.OffsetsRetentionCheckIntervalMs, () =>
    {
        ScheduleExpiry();
        return _expiry.Expire(_classic.Rebalances.Now);
    });
}
