using MiniKafka.Model;

namespace MiniKafka.Client.Consumers;

/// <summary>
/// A consumer's dealings with its group: membership once it has subscribed, and offsets in any case. The subscription is
/// the application's, everything else happens on the client's loop.
/// </summary>
internal sealed class ConsumerGroup
{
    private readonly ConsumerCore _core;
    private readonly GroupSettings _settings;
    private readonly GroupOffsets _offsets;
    private readonly OffsetCommitter _committer;
    private TopicSelection? _selection;
    private GroupMember? _member;

    public ConsumerGroup(ConsumerCore core, GroupSettings settings)
    {
        _core = core;
        _settings = settings;
        _offsets = new GroupOffsets(core.Cluster, settings.GroupId);
        _committer = new OffsetCommitter(core.Cluster, _offsets, settings, core.Fetcher, core.Mailbox);
        core.Positions.ReadCommitted = partitions => ReadCommittedAsync(partitions, settings.ApiTimeout);
        core.Cluster.Loop.Start(_committer.CommitAtIntervalsAsync);
    }

    /// <summary>True when the group assigns the partitions. Application.</summary>
    public bool IsSubscribed => _selection is not null;

    /// <summary>The topics that are meant now. Application.</summary>
    public IReadOnlyList<string> Subscription => _selection?.Resolve(_core.Cluster.Metadata, _settings.ExcludeInternalTopics) ?? [];

    /// <summary>As whom the coordinator knows the member; any thread may ask.</summary>
    public string MemberId => Volatile.Read(ref _member)?.Identity.MemberId ?? "";

    /// <summary>Takes part in the group with these topics. Application.</summary>
    public void Subscribe(TopicSelection selection)
    {
        _selection = selection;
        _core.Cluster.Loop.Post(() =>
        {
            foreach (var topic in selection.Names)
            {
                _core.Cluster.Want(topic);
            }

            if (_member is null)
            {
                Volatile.Write(ref _member, new GroupMember(_core.Cluster, _settings, _offsets, _committer, _core.Fetcher, _core.Mailbox));
                var heartbeats = new GroupHeartbeats(_core.Cluster, _settings, _offsets, _member, _core);
                _core.Cluster.Loop.Start(heartbeats.RunAsync);
                _core.Cluster.Loop.Start(heartbeats.WatchTopicsAsync);
            }

            _member.Subscribe(selection);
        });
    }

    /// <summary>Takes no part any more: commits what is done, and leaves. Application.</summary>
    public void Unsubscribe()
    {
        _selection = null;
        _core.Cluster.Loop.Post(() => _core.Cluster.Loop.Start(LeaveAsync));

        async Task LeaveAsync()
        {
            try
            {
                await (_member?.UnsubscribeAsync(_settings.CloseTimeout) ?? Task.CompletedTask);
            }
            catch (KafkaException exception)
            {
                _core.Mailbox.Put(new ConsumerFailure(exception));
            }
        }
    }

    /// <summary>Loop.</summary>
    public Task CommitAsync(IReadOnlyList<TopicPartitionOffset> places, TimeSpan timeout, CancellationToken cancellationToken) =>
        _committer.CommitAsync(places, timeout, cancellationToken);

    /// <summary>Loop.</summary>
    public Task<IReadOnlyDictionary<TopicPartition, TopicPartitionOffset>> ReadCommittedAsync(
        IReadOnlyList<TopicPartition> partitions, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        _offsets.FetchAsync(partitions, _core.Settings.Isolation == IsolationLevel.ReadCommitted, timeout, cancellationToken);

    /// <summary>How often the group gave it partitions. Loop.</summary>
    public int Rebalances => _member?.Rebalances ?? 0;

    /// <summary>The topics of a member are in use. Loop.</summary>
    public void UseTopics() => _member?.UseTopics();

    /// <summary>Commits what is done and takes leave. Loop.</summary>
    public async Task CloseAsync()
    {
        if (_member is { } member)
        {
            await member.CloseAsync(_settings.CloseTimeout);
        }
        else
        {
            await _committer.CommitStoredAsync(_core.Fetcher.Partitions.ToList(), _settings.CloseTimeout);
        }
    }
}
