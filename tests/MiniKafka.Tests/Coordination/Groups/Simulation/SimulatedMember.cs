using MiniKafka.Assignment;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Tests.Coordination.Groups.Simulation;

/// <summary>
/// A consumer as the coordinator sees it: joins, assigns when it leads, syncs, sends heartbeats, commits, and does what
/// the answers say. It can stop for a while, or for good.
/// </summary>
internal sealed class SimulatedMember(GroupSchedule schedule, string name, string? instanceId)
{
    private const int HeartbeatIntervalMs = 2_500;
    private const int RetryBackoffMs = 150;

    private TaskCompletionSource _awake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isPaused;

    public string Name => name;

    public string? InstanceId => instanceId;

    public string MemberId { get; private set; } = "";

    public int Generation { get; private set; } = -1;

    /// <summary>What it believes to own.</summary>
    public SortedSet<int> Owned { get; private set; } = [];

    public bool IsAlive { get; private set; } = true;

    public bool MustJoin { get; private set; } = true;

    private string Owner => instanceId ?? MemberId;

    public async Task RunAsync()
    {
        while (IsAlive)
        {
            await AwakeAsync();
            if (MustJoin && IsAlive)
            {
                await JoinAsync();
            }
            else if (IsAlive)
            {
                await schedule.DelayAsync(HeartbeatIntervalMs);
                await AwakeAsync();
                if (IsAlive)
                {
                    await CommitAsync();
                    var beat = await schedule.Coordinator.HeartbeatAsync(4, new HeartbeatRequest
                    {
                        GroupId = GroupSchedule.GroupId,
                        MemberId = MemberId,
                        GenerationId = Generation,
                        GroupInstanceId = instanceId,
                    });
                    React(beat.ErrorCode);
                }
            }
        }
    }

    /// <summary>Does nothing until resumed: no heartbeat is sent and no answer is read.</summary>
    public void Pause()
    {
        if (_isPaused)
        {
            return;
        }

        _isPaused = true;
        _awake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Resume()
    {
        _isPaused = false;
        _awake.TrySetResult();
    }

    /// <summary>Ends without a word.</summary>
    public void Crash()
    {
        IsAlive = false;
        Resume();
    }

    public void ChangeMetadata() => MustJoin = true;

    public async Task LeaveAsync()
    {
        IsAlive = false;
        Resume();
        if (MemberId.Length == 0)
        {
            return;
        }

        var coordinator = schedule.Oracle.Coordinators;
        var response = await schedule.Coordinator.LeaveGroupAsync(GroupBroker.Context(5), new LeaveGroupRequest
        {
            GroupId = GroupSchedule.GroupId,
            Members = [new LeaveGroupRequest.MemberIdentity { MemberId = MemberId, GroupInstanceId = instanceId }],
        });
        if (response.ErrorCode == ErrorCode.None && response.Members[0].ErrorCode == ErrorCode.None)
        {
            schedule.Oracle.Left(coordinator, MemberId);
        }
    }

    /// <summary>Commits under the id and generation it knows; the oracle judges an acceptance.</summary>
    public async Task CommitAsync()
    {
        if (MemberId.Length == 0 || Generation < 0)
        {
            return;
        }

        var (id, generation) = (MemberId, Generation);
        var objection = schedule.Oracle.ObjectionTo(id, generation);
        var request = GroupBroker.CommitRequest(generation, id, instanceId, ("t", 0, 1, ""));
        var response = await schedule.Coordinator.OffsetCommitAsync(GroupBroker.Context(9), request);
        var error = response.Topics[0].Partitions[0].ErrorCode;
        if (error == ErrorCode.None)
        {
            schedule.Oracle.Committed(id, objection);
        }
        else
        {
            schedule.Totals.CommitsRefused++;
        }
    }

    private async Task JoinAsync()
    {
        if (!schedule.IsCooperative)
        {
            Owned = [];
        }

        var coordinator = schedule.Oracle.Coordinators;
        var joined = await schedule.Coordinator.JoinGroupAsync(GroupBroker.Context(9), JoinRequest());
        if (joined.ErrorCode == ErrorCode.None)
        {
            schedule.Joined(coordinator, instanceId, joined);
        }

        await AwakeAsync();
        if (!IsAlive)
        {
            return;
        }

        if (joined.ErrorCode == ErrorCode.MemberIdRequired)
        {
            MemberId = joined.MemberId;
            return;
        }

        if (joined.ErrorCode != ErrorCode.None)
        {
            await RetryAfterAsync(joined.ErrorCode);
            return;
        }

        MemberId = joined.MemberId;
        Generation = joined.GenerationId;
        await SyncAsync(joined);
    }

    private async Task SyncAsync(JoinGroupResponse joined)
    {
        var synced = await schedule.Coordinator.SyncGroupAsync(GroupBroker.Context(5), new SyncGroupRequest
        {
            GroupId = GroupSchedule.GroupId,
            MemberId = MemberId,
            GenerationId = joined.GenerationId,
            GroupInstanceId = instanceId,
            ProtocolType = joined.ProtocolType,
            ProtocolName = joined.ProtocolName,
            Assignments = joined.Members.Count > 0 && !joined.SkipAssignment ? schedule.Assign(joined.Members) : [],
        });
        if (synced.ErrorCode == ErrorCode.None)
        {
            // What was handed out counts, whether or not the member is awake to read it.
            var assigned = GroupSchedule.ReadAssignment(synced.Assignment);
            schedule.Oracle.Assigned(joined.GenerationId, Owner, assigned);
            await AwakeAsync();
            var gaveUp = schedule.IsCooperative && Owned.Except(assigned).Any();
            Owned = assigned;
            MustJoin = gaveUp;
            return;
        }

        await AwakeAsync();
        await RetryAfterAsync(synced.ErrorCode);
    }

    private async Task RetryAfterAsync(ErrorCode error)
    {
        React(error);
        MustJoin = true;
        await schedule.DelayAsync(RetryBackoffMs);
    }

    private void React(ErrorCode error)
    {
        switch (error)
        {
            case ErrorCode.None or ErrorCode.CoordinatorLoadInProgress or ErrorCode.NotCoordinator or ErrorCode.CoordinatorNotAvailable:
                break;
            case ErrorCode.RebalanceInProgress:
                MustJoin = true;
                break;
            case ErrorCode.IllegalGeneration:
                Lose();
                break;
            case ErrorCode.UnknownMemberId:
                schedule.Totals.Timeouts++;
                MemberId = "";
                Lose();
                break;
            case ErrorCode.FencedInstanceId:
                schedule.Totals.Fenced++;
                Owned = [];
                IsAlive = false;
                break;
            default:
                Assert.Fail($"{name} does not know what to do about {error}.");
                break;
        }
    }

    private void Lose()
    {
        Generation = -1;
        Owned = [];
        MustJoin = true;
    }

    private Task AwakeAsync() => _isPaused ? _awake.Task : Task.CompletedTask;

    private JoinGroupRequest JoinRequest() => new()
    {
        GroupId = GroupSchedule.GroupId,
        MemberId = MemberId,
        GroupInstanceId = instanceId,
        ProtocolType = "consumer",
        SessionTimeoutMs = GroupSchedule.SessionTimeoutMs,
        RebalanceTimeoutMs = GroupSchedule.RebalanceTimeoutMs,
        Protocols =
        [
            new JoinGroupRequest.JoinGroupRequestProtocol
            {
                Name = schedule.Assignor.Name,
                Metadata = VersionedData.Encode(
                    new ConsumerProtocolSubscription
                    {
                        Topics = ["t"],
                        GenerationId = Generation,
                        OwnedPartitions = [new ConsumerProtocolSubscription.TopicPartition { Topic = "t", Partitions = [.. Owned] }],
                    },
                    2),
            },
        ],
    };
}
