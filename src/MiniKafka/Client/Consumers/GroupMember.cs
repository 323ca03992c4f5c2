using MiniKafka.Assignment;
using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Client.Consumers;

/// <summary>
/// A consumer's membership in a classic group: joins, takes over and gives up partitions step by step with the
/// application, and joins again whenever the group changes. Owned by the client's loop; one rebalance runs at a time, and
/// heartbeats run beside it.
/// </summary>
internal sealed class GroupMember
{
    private readonly ClusterClient _cluster;
    private readonly GroupSettings _settings;
    private readonly GroupOffsets _coordinator;
    private readonly OffsetCommitter _committer;
    private readonly Fetcher _fetcher;
    private readonly ConsumerMailbox _mailbox;
    private readonly GroupJoin _join;
    private readonly SortedDictionary<TopicPartition, AssignedPartition> _owned = [];
    private TopicSelection? _selection;
    private TaskCompletionSource? _wake;
    private bool _isLost;
    private bool _rejoin;
    private bool _running;
    private bool _closed;
    private int _failures;

    public GroupMember(
        ClusterClient cluster, GroupSettings settings, GroupOffsets coordinator, OffsetCommitter committer, Fetcher fetcher, ConsumerMailbox mailbox)
    {
        _cluster = cluster;
        _settings = settings;
        _coordinator = coordinator;
        _committer = committer;
        _fetcher = fetcher;
        _mailbox = mailbox;
        _join = new GroupJoin(cluster, settings, coordinator);
    }

    public GroupIdentity Identity => _join.Identity;

    /// <summary>True from the moment the coordinator knows the member until it is told that it does not.</summary>
    public bool IsMember => Identity.Generation >= 0 && !_closed;

    /// <summary>Takes part in the group with these topics from now on.</summary>
    public void Subscribe(TopicSelection selection)
    {
        _selection = selection;
        Rejoin();
        if (!_running)
        {
            _running = true;
            _cluster.Loop.Start(RunAsync);
        }
    }

    /// <summary>The group is to be joined again: it rebalances, or something has changed here.</summary>
    public void Rejoin()
    {
        _rejoin = true;
        Wake();
    }

    /// <summary>The coordinator has given the member's partitions to others.</summary>
    public void Lose(bool forgetMember)
    {
        _join.Reset(forgetMember);
        _committer.Identity = Identity;
        _isLost = _owned.Count > 0;
        Rejoin();
    }

    /// <summary>What the metadata says about the subscription has changed since the last time.</summary>
    public bool IsOutdated => _selection is { } selection && IsMember && _join.IsOutdated(selection);

    /// <summary>A topic that was subscribed to by name does not exist yet, or a pattern may find new ones.</summary>
    public bool IsWaitingForTopics => _selection is { } selection
        && (selection.IsPattern || selection.Resolve(_cluster.Metadata, _settings.ExcludeInternalTopics).Any(topic => !_cluster.Metadata.TryGetTopic(topic, out _)));

    public bool HasPattern => _selection is { IsPattern: true };

    /// <summary>Commits, and takes leave of the group unless the member is a static one, which may come back.</summary>
    public async Task CloseAsync(TimeSpan timeout)
    {
        _selection = null;
        await _committer.CommitStoredAsync(_owned.Values.ToList(), timeout);
        var identity = Identity;
        _closed = true;
        Wake();
        if (identity.MemberId.Length > 0 && identity.GroupInstanceId is null)
        {
            await LeaveAsync(identity, "the consumer was closed", timeout);
        }
    }

    /// <summary>Takes leave because the application does not ask for records any more.</summary>
    public async Task LeaveBecauseSilentAsync()
    {
        var identity = Identity;
        Lose(forgetMember: true);
        if (identity.GroupInstanceId is null)
        {
            await LeaveAsync(identity, "max.poll.interval.ms went by without a call for records", _settings.HeartbeatInterval);
        }
    }

    private async Task LeaveAsync(GroupIdentity identity, string reason, TimeSpan timeout)
    {
        try
        {
            await _coordinator.CallAsync(
                new LeaveGroupRequest
                {
                    GroupId = _settings.GroupId,
                    Members = [new LeaveGroupRequest.MemberIdentity { MemberId = identity.MemberId, Reason = reason }],
                },
                ConnectionPurpose.General,
                timeout);
        }
        catch (KafkaException)
        {
            // A member that cannot take leave is missed when its session times out: nothing else is to be done about it here.
        }
    }

    private async Task RunAsync()
    {
        while (!_closed)
        {
            if (!_rejoin || _selection is null)
            {
                _wake = _cluster.Loop.CreateCompletion();
                await _wake.Task;
                continue;
            }

            try
            {
                await RebalanceAsync(_selection);
                _failures = 0;
            }
            catch (KafkaException exception) when (!_closed)
            {
                await RecoverAsync(exception);
            }
        }
    }

    private async Task RecoverAsync(KafkaException exception)
    {
        _rejoin = true;
        switch (exception.Code)
        {
            case ErrorCode.MemberIdRequired or ErrorCode.RebalanceInProgress:
                return;
            case ErrorCode.UnknownMemberId or ErrorCode.IllegalGeneration:
                Lose(forgetMember: exception.Code == ErrorCode.UnknownMemberId);
                return;
        }

        if (!exception.IsRetriable)
        {
            // The application hears of it and decides; the member tries again when it subscribes again.
            _mailbox.Put(new ConsumerFailure(exception));
            _rejoin = false;
            return;
        }

        await Task.Delay(_cluster.Backoff.After(++_failures), _cluster.Loop.Clock);
    }

    private async Task RebalanceAsync(TopicSelection selection)
    {
        await GiveUpBeforeJoiningAsync();
        await _join.ResolveTopicsAsync(selection);
        _rejoin = false;
        var assigned = await _join.RunAsync([.. _owned.Keys], _committer);
        var gone = _owned.Keys.Where(partition => !assigned.Contains(partition)).ToList();
        if (gone.Count > 0)
        {
            await StepAsync(RebalanceChange.Revoked, gone);
            Rejoin();
        }

        await StepAsync(RebalanceChange.Assigned, [.. assigned.Where(partition => !_owned.ContainsKey(partition))]);
    }

    private async Task GiveUpBeforeJoiningAsync()
    {
        if (_isLost)
        {
            _isLost = false;
            await StepAsync(RebalanceChange.Lost, [.. _owned.Keys]);
        }
        else if (_settings.Protocol == RebalanceProtocol.Eager && _owned.Count > 0)
        {
            await StepAsync(RebalanceChange.Revoked, [.. _owned.Keys]);
        }
        else
        {
            await _committer.CommitStoredAsync(_owned.Values.ToList(), _settings.HeartbeatInterval);
        }
    }

    /// <summary>Lets the application take part, and carries out what it was told.</summary>
    private async Task StepAsync(RebalanceChange change, IReadOnlyList<TopicPartition> partitions)
    {
        var step = new RebalanceStep(change, partitions, _cluster.Loop.CreateCompletion<IReadOnlyList<AssignedPartition>>());
        _mailbox.Put(step);
        var moved = await step.Done.Task;
        if (change == RebalanceChange.Assigned)
        {
            foreach (var partition in moved)
            {
                _owned[partition.TopicPartition] = partition;
            }

            _fetcher.Add(moved);
            return;
        }

        foreach (var partition in partitions)
        {
            _owned.Remove(partition);
        }

        _fetcher.Remove(moved);
        if (change == RebalanceChange.Revoked)
        {
            await _committer.CommitStoredAsync(moved, _settings.HeartbeatInterval);
        }
    }

    private void Wake()
    {
        var wake = _wake;
        _wake = null;
        wake?.TrySetResult();
    }
}
