using MiniKafka.Assignment;
using MiniKafka.Coordination.Groups.Shards;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Tests.Coordination.Groups.Simulation;

/// <summary>
/// One seeded run of a group: three members or more, ten events or more at seeded times, then quiet, in which the group
/// has to become stable with every partition owned by one live member.
/// </summary>
internal sealed class GroupSchedule
{
    public const string GroupId = "g";
    public const int SessionTimeoutMs = 6_000;
    public const int RebalanceTimeoutMs = 4_000;

    private const int PartitionCount = 6;
    private const int FirstMembers = 3;
    private const int LongestQuietMs = 90_000;

    /// <summary>
    /// In a stable group a static member that returns gets what it had before, without a rebalance, as in Kafka. What it was about to
    /// give up cooperatively when it went has no owner then until the next rebalance, whatever brings that.
    /// </summary>
    private const int QuietBeforeTheNextRebalanceMs = 30_000;

    private readonly GroupBroker _broker;
    private readonly Random _random;
    private readonly List<SimulatedMember> _members = [];
    private readonly SortedDictionary<string, (string MemberId, (int Coordinator, int Generation) Since)> _holders = new(StringComparer.Ordinal);
    private int _names;
    private bool _hasReturned;

    public GroupSchedule(GroupBroker broker, Random random, ScheduleTotals totals)
    {
        _broker = broker;
        _random = random;
        Totals = totals;
        IsCooperative = random.Next(2) == 0;
        Assignor = IsCooperative ? new CooperativeStickyAssignor() : new RangeAssignor();
    }

    public ScheduleTotals Totals { get; }

    public GroupOracle Oracle { get; } = new();

    public bool IsCooperative { get; }

    public IPartitionAssignor Assignor { get; }

    public GroupCoordinator Coordinator => _broker.Coordinator;

    private List<SimulatedMember> Live => _members.FindAll(m => m.IsAlive);

    public static SortedSet<int> ReadAssignment(byte[] assignment) => assignment.Length == 0
        ? []
        : [.. VersionedData.Decode<ConsumerProtocolAssignment>(assignment).AssignedPartitions.SelectMany(t => t.Partitions)];

    /// <summary>Somebody was told that it is a member.</summary>
    public void Joined(int coordinator, string? instanceId, JoinGroupResponse joined)
    {
        if (joined.Members.Count > 0)
        {
            Oracle.Began(coordinator, joined.GenerationId, joined.Members.Select(m => m.MemberId));
        }

        if (instanceId is not null)
        {
            var since = (coordinator, joined.GenerationId);
            var isHeld = _holders.TryGetValue(instanceId, out var holder);
            if (isHeld && holder.MemberId != joined.MemberId)
            {
                // The answer to an earlier process may come after the one to the process that took its place.
                Oracle.Left(coordinator, since.CompareTo(holder.Since) < 0 ? joined.MemberId : holder.MemberId);
                _hasReturned = true;
            }

            if (!isHeld || since.CompareTo(holder.Since) >= 0)
            {
                _holders[instanceId] = (joined.MemberId, since);
            }
        }
    }

    public Task DelayAsync(int milliseconds) => _broker.WaitAsync(milliseconds);

    /// <summary>What the leader assigns.</summary>
    public List<SyncGroupRequest.SyncGroupRequestAssignment> Assign(List<JoinGroupResponse.JoinGroupResponseMember> members)
    {
        var subscriptions = members.ConvertAll(m =>
        {
            var metadata = VersionedData.Decode<ConsumerProtocolSubscription>(m.Metadata);
            return new GroupSubscription(m.MemberId, metadata.Topics)
            {
                GroupInstanceId = m.GroupInstanceId,
                Generation = metadata.GenerationId,
                OwnedPartitions = [.. metadata.OwnedPartitions.SelectMany(t => t.Partitions.Select(p => new TopicPartition(t.Topic, p)))],
            };
        });
        var assignment = Assignor.Assign(new Dictionary<string, int> { ["t"] = PartitionCount }, subscriptions);
        return [.. assignment.Select(a => new SyncGroupRequest.SyncGroupRequestAssignment
        {
            MemberId = a.Key,
            Assignment = VersionedData.Encode(
                new ConsumerProtocolAssignment
                {
                    AssignedPartitions = [new ConsumerProtocolAssignment.TopicPartition { Topic = "t", Partitions = [.. a.Value.Select(p => p.Partition)] }],
                },
                0),
        })];
    }

    public async Task RunAsync()
    {
        for (var i = 0; i < FirstMembers; i++)
        {
            Add(_random.Next(3) == 0 ? $"i{i}" : null);
        }

        var events = _random.Next(10, 15);
        for (var i = 0; i < events; i++)
        {
            await DelayAsync(_random.Next(4) == 0 ? 0 : _random.Next(4_000));
            await HappenAsync();
        }

        _members.ForEach(m => m.Resume());
        await SettleAsync();
        Totals.Schedules++;
        Totals.CommitsAccepted += Oracle.CommitsAccepted;
        Totals.Generations += Live[0].Generation;
        _members.ForEach(m => m.Crash());
    }

    private async Task HappenAsync()
    {
        var live = Live;
        if (live.Count == 0)
        {
            Add(null);
            return;
        }

        var one = live[_random.Next(live.Count)];
        switch (_random.Next(8))
        {
            case 0:
                Add(null);
                break;
            case 1 when live.Count > 1:
                Totals.Leaves++;
                await one.LeaveAsync();
                break;
            case 2 when live.Count > 1:
                Totals.Crashes++;
                one.Crash();
                break;
            case 3:
                Totals.Pauses++;
                one.Pause();
                var pause = _random.Next(2 * SessionTimeoutMs);
                _broker.Loop.Start(() => ResumeAsync(one, pause));
                break;
            case 4:
                await ReturnStaticAsync();
                break;
            case 5:
                Totals.MetadataChanges++;
                one.ChangeMetadata();
                break;
            case 6:
                Totals.SlowCommits++;
                _broker.Log.CommitsAtOnce = false;
                var wait = _random.Next(6_000);
                _broker.Loop.Start(() => CommitLaterAsync(wait));
                break;
            default:
                Totals.CoordinatorRestarts++;
                Oracle.Restarted();
                if (_random.Next(2) == 0)
                {
                    Totals.LostTails++;
                    _broker.Log.LoseUncommitted(0);
                }

                await _broker.RestartAsync();
                break;
        }
    }

    private void Add(string? instanceId)
    {
        Totals.Joins++;
        var member = new SimulatedMember(this, $"m{_names++}", instanceId);
        _members.Add(member);
        _broker.Loop.Start(member.RunAsync);
    }

    /// <summary>A static member is started a second time, with the first one dead or, which must fence it, still there.</summary>
    private async Task ReturnStaticAsync()
    {
        var former = Live.Find(m => m.InstanceId is not null);
        if (former is null)
        {
            Add($"i{_names}");
            return;
        }

        Totals.StaticReturns++;
        if (_random.Next(2) == 0)
        {
            former.Crash();
        }

        await DelayAsync(_random.Next(500));
        Add(former.InstanceId);
    }

    private async Task ResumeAsync(SimulatedMember member, int milliseconds)
    {
        await DelayAsync(milliseconds);
        await member.CommitAsync();
        member.Resume();
    }

    private async Task CommitLaterAsync(int milliseconds)
    {
        await DelayAsync(milliseconds);
        _broker.Log.CommitsAtOnce = true;
        _broker.Log.Commit(0);
    }

    /// <summary>Time goes by without events until the group is as it should be.</summary>
    private async Task SettleAsync()
    {
        var waited = 0;
        while (Complaint() is { } complaint)
        {
            if (Live.Count == 0)
            {
                Add(null);
            }

            if (IsCooperative && _hasReturned && waited == QuietBeforeTheNextRebalanceMs)
            {
                Live[0].ChangeMetadata();
            }

            Assert.True(waited < LongestQuietMs, $"After {waited} ms of quiet: {complaint}");
            await DelayAsync(500);
            waited += 500;
        }

        foreach (var dead in _members.Where(m => !m.IsAlive))
        {
            // Even long afterwards, nothing of theirs may count.
            await dead.CommitAsync();
        }
    }

    private string? Complaint()
    {
        var described = _broker.Describe();
        if (described.GroupState != "Stable")
        {
            return $"the group is {described.GroupState}";
        }

        var live = Live;
        if (!described.Members.Select(m => m.MemberId).Order(StringComparer.Ordinal).SequenceEqual(live.Select(m => m.MemberId).Order(StringComparer.Ordinal)))
        {
            return $"the group has {string.Join(' ', described.Members.Select(m => m.MemberId))}, alive are {string.Join(' ', live.Select(m => m.Name + "=" + m.MemberId))}";
        }

        if (live.Exists(m => m.MustJoin) || live.Select(m => m.Generation).Distinct().Count() != 1)
        {
            return "the members are not of one generation";
        }

        var owned = live.SelectMany(m => m.Owned).Order().ToList();
        return owned.SequenceEqual(Enumerable.Range(0, PartitionCount)) ? null : $"owned are the partitions {string.Join(' ', owned)}";
    }
}
