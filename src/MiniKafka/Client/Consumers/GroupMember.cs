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
    private readonly ConsumerMailbox _mailbox;
    private readonly GroupJoin _join;
    private readonly OwnedPartitions _owned;
    private TopicSelection? _selection;
    private TaskCompletionSource? _wake;
    private bool _isLost;
    private bool _isJoining;
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
        _mailbox = mailbox;
        _join = new GroupJoin(cluster, settings, coordinator);
        _owned = new OwnedPartitions(cluster, settings, committer, fetcher, mailbox);
    }

    /// <summary>How often the group gave it partitions.</summary>
    public int Rebalances { get; private set; }

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

    /// <summary>The topics that were subscribed to are in use, and for whoever leads the group those of the others.</summary>
    public void UseTopics()
    {
        if (_selection is { } selection)
        {
            _join.UseTopics(selection);
        }
    }

    /// <summary>The group is to be joined again: it rebalances, or something has changed here.</summary>
    public void Rejoin()
    {
        _rejoin = true;
        Wake();
    }

    /// <summary>The coordinator says that the group rebalances. While the member joins, that is no news.</summary>
    public void HearOfRebalance()
    {
        if (!_isJoining)
        {
            Rejoin();
        }
    }

    /// <summary>The coordinator has given the member's partitions to others; it joins again with the application's next call for records.</summary>
    public void Lose(bool forgetMember)
    {
        FallOut(forgetMember);
        Rejoin();
    }

    /// <summary>The member is out for good: another one has its name, or it is not allowed in. The application hears why, and may subscribe again.</summary>
    public void Fail(KafkaException exception)
    {
        FallOut(forgetMember: true);
        _rejoin = false;
        _mailbox.Put(new ConsumerFailure(exception));
        Wake();
    }

    /// <summary>What the metadata says about the subscription has changed since the last time.</summary>
    public bool IsOutdated => _selection is { } selection && IsMember && _join.IsOutdated(selection);

    /// <summary>A topic that was subscribed to by name does not exist yet, or a pattern may find new ones.</summary>
    public bool IsWaitingForTopics => _selection is { } selection
        && (selection.IsPattern || selection.Resolve(_cluster.Metadata, _settings.ExcludeInternalTopics).Any(topic => !_cluster.Metadata.TryGetTopic(topic, out _)));

    public bool HasPattern => _selection is { IsPattern: true };

    /// <summary>Commits, and takes leave of the group unless the member is a static one, which may come back. It may subscribe again.</summary>
    public async Task UnsubscribeAsync(TimeSpan timeout)
    {
        _selection = null;
        _rejoin = false;
        await _owned.ReleaseAsync(timeout);
        var identity = Identity;
        _join.Reset(forgetMember: true);
        _committer.Identity = Identity;
        if (identity.MemberId.Length > 0 && identity.GroupInstanceId is null)
        {
            await LeaveAsync(identity, "the consumer unsubscribed or was closed");
        }
    }

    /// <summary>The same, for good.</summary>
    public async Task CloseAsync(TimeSpan timeout)
    {
        try
        {
            await UnsubscribeAsync(timeout);
        }
        finally
        {
            _closed = true;
            Wake();
        }
    }

    /// <summary>Takes leave because the application does not ask for records any more.</summary>
    public async Task LeaveBecauseSilentAsync()
    {
        var identity = Identity;
        Lose(forgetMember: true);
        if (identity.GroupInstanceId is null)
        {
            await LeaveAsync(identity, "max.poll.interval.ms went by without a call for records");
        }
    }

    private void FallOut(bool forgetMember)
    {
        _join.Reset(forgetMember);
        _committer.Identity = Identity;
        _owned.LoseMembership();
        _isLost = true;
    }

    /// <summary>
    /// A member that nobody knows any more, or whose coordinator cannot be reached, needs no leave: its session times out.
    /// </summary>
    private async Task LeaveAsync(GroupIdentity identity, string reason)
    {
        var request = new LeaveGroupRequest
        {
            GroupId = _settings.GroupId,
            Members = [new LeaveGroupRequest.MemberIdentity { MemberId = identity.MemberId, Reason = reason }],
        };
        try
        {
            var answer = await _coordinator.CallAsync(request, ConnectionPurpose.General, _settings.HeartbeatInterval);
            var error = answer.ErrorCode == ErrorCode.None && answer.Members is [var member, ..] ? member.ErrorCode : answer.ErrorCode;
            ClientErrors.ThrowIfError(error, $"Leaving group '{_settings.GroupId}'");
        }
        catch (KafkaException exception) when (exception.IsRetriable || exception.Code == ErrorCode.UnknownMemberId)
        {
        }
    }

    private async Task RunAsync()
    {
        while (!_closed)
        {
            if (!_isLost && (!_rejoin || _selection is null))
            {
                _wake = _cluster.Loop.CreateCompletion();
                await _wake.Task;
                continue;
            }

            try
            {
                await RebalanceAsync();
                _failures = 0;
            }
            catch (KafkaException exception)
            {
                if (!_closed)
                {
                    await RecoverAsync(exception);
                }
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
            case ErrorCode.FencedInstanceId:
                Fail(exception);
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

    private async Task RebalanceAsync()
    {
        await GiveUpBeforeJoiningAsync();
        if (!_rejoin || _selection is not { } selection)
        {
            return;
        }

        await _join.ResolveTopicsAsync(selection);
        _rejoin = false;
        var assigned = await JoinAsync();
        Rebalances++;
        if (_selection is null)
        {
            return;
        }

        var gone = _owned.Names.Where(partition => !assigned.Contains(partition)).ToList();
        if (gone.Count > 0)
        {
            await _owned.RevokeAsync(gone);
            Rejoin();
        }

        await _owned.AssignAsync([.. assigned.Where(partition => !_owned.Contains(partition)).Order()]);
    }

    private async Task<HashSet<TopicPartition>> JoinAsync()
    {
        _isJoining = true;
        try
        {
            return await _join.RunAsync([.. _owned.Names], _committer);
        }
        finally
        {
            _isJoining = false;
        }
    }

    private async Task GiveUpBeforeJoiningAsync()
    {
        if (_isLost)
        {
            _isLost = false;
            await _owned.LoseAsync();
        }
        else if (_settings.Protocol == RebalanceProtocol.Eager && _owned.Count > 0)
        {
            await _owned.RevokeAsync([.. _owned.Names]);
        }
        else
        {
            await _owned.CommitAsync();
        }
    }

    private void Wake()
    {
        var wake = _wake;
        _wake = null;
        wake?.TrySetResult();
    }
}
