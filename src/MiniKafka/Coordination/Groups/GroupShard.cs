using MiniKafka.Coordination.Groups.Classic;
using MiniKafka.Coordination.Groups.Offsets;
using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Coordination.Groups;

/// <summary>
/// The groups and offsets of one partition of the offsets topic: what is replayed, and the operations on it. Records of
/// the newer kinds of groups are known by id only and otherwise left as they are in the log.
/// </summary>
internal sealed class GroupShard : ICoordinatorState
{
    private const string ExpiryTimer = "expiry";

    private readonly GroupTable _groups = new();
    private readonly OffsetTable _offsets = new();
    private readonly ShardTimers _timers;
    private readonly GroupSettings _settings;
    private readonly Rebalances _rebalances;
    private readonly OffsetExpiry _expiry;

    public GroupShard(GroupSettings settings, TimeProvider clock, MemberIds memberIds, ShardTimers timers, GroupStory story)
    {
        _timers = timers;
        _settings = settings;
        _rebalances = new Rebalances(_groups, timers, settings, clock, story);
        _expiry = new OffsetExpiry(_groups, _offsets, settings);
        Joins = new JoinOperation(_groups, _rebalances, settings, memberIds);
        Syncs = new SyncOperation(_groups, _rebalances);
        Memberships = new MembershipOperations(_groups, _rebalances);
        Commits = new CommitOperation(_groups, _rebalances, settings);
        Fetches = new FetchOperation(_offsets);
        Deletes = new DeleteOperation(_groups, _offsets);
        Descriptions = new GroupDescriptions(_groups);
    }

    public JoinOperation Joins { get; }

    public SyncOperation Syncs { get; }

    public MembershipOperations Memberships { get; }

    public CommitOperation Commits { get; }

    public FetchOperation Fetches { get; }

    public DeleteOperation Deletes { get; }

    public GroupDescriptions Descriptions { get; }

    /// <summary>How many groups there are of the newer kinds, which are kept and not served.</summary>
    public int NewerGroups => _groups.Others.Count;

    public void Replay(long offset, long producerId, CoordinatorRecord record)
    {
        if (GroupRecords.Read(record) is not var (key, value))
        {
            return;
        }

        switch (key)
        {
            case OffsetCommitKey commit:
                ReplayOffset(offset, producerId, commit.Group, new TopicPartition(commit.Topic, commit.Partition), value as OffsetCommitValue);
                break;
            case LegacyOffsetCommitKey commit:
                ReplayOffset(offset, producerId, commit.Group, new TopicPartition(commit.Topic, commit.Partition), Modernize(value as LegacyOffsetCommitValue));
                break;
            case GroupMetadataKey group when value is GroupMetadataValue metadata:
                _groups.Put(GroupReplay.ToGroup(group.Group, metadata));
                break;
            case GroupMetadataKey group:
                _groups.RemoveClassic(group.Group);
                break;
            default:
                OtherGroups.Replay(_groups, key, value is not null);
                break;
        }
    }

    public void ReplayEndTransaction(long offset, long producerId, bool commit) => _offsets.EndTransaction(offset, producerId, commit);

    public void OnWritten(long nextOffset) => _groups.NextOffset = nextOffset;

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
        var results = new List<Result>();
        foreach (var group in _groups.Classic.ToList())
        {
            foreach (var member in group.Members)
            {
                _rebalances.RenewSession(group, member);
            }

            if (group.Members.Count > _settings.MaxSize)
            {
                // The limit was lowered: whoever joins again in time stays.
                results.Add(_rebalances.Prepare(group));
            }
        }

        return new Result { Records = [.. results.SelectMany(r => r.Records)], IsReplayed = false };
    }

    public void OnUnloaded()
    {
        foreach (var member in _groups.Classic.SelectMany(g => g.Members))
        {
            member.TakeJoin()?.Fail(ErrorCode.NotCoordinator, member.MemberId);
            member.TakeSync()?.Fail(ErrorCode.NotCoordinator);
        }
    }

    private static OffsetCommitValue? Modernize(LegacyOffsetCommitValue? value) => value is null
        ? null
        : new OffsetCommitValue { Offset = value.Offset, Metadata = value.Metadata, CommitTimestamp = value.CommitTimestamp };

    private void ReplayOffset(long offset, long producerId, string groupId, TopicPartition partition, OffsetCommitValue? value)
    {
        if (value is null)
        {
            _offsets.Remove(offset, groupId, partition);
            return;
        }

        if (_groups.FindKind(groupId) is null)
        {
            _groups.GetOrCreateClassic(groupId, value.CommitTimestamp);
        }

        var committed = CommittedOffset.From(offset, value);
        if (producerId >= 0)
        {
            _offsets.Pend(producerId, groupId, partition, committed);
        }
        else
        {
            _offsets.Put(offset, groupId, partition, committed);
        }
    }

    private void ScheduleExpiry() => _timers.Schedule(new(ExpiryTimer), _settings.OffsetsRetentionCheckIntervalMs, () =>
    {
        ScheduleExpiry();
        return _expiry.Expire(_rebalances.Now);
    });
}
