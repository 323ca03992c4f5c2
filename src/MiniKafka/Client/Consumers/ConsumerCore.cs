using MiniKafka.Client.Cluster;
using MiniKafka.Client.Metrics;
using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Runtime;

namespace MiniKafka.Client.Consumers;

/// <summary>
/// What a consumer does apart from keys and values. The application's thread owns the assignment and walks over what was
/// fetched; the client's loop owns fetching and the group. They meet in the mailbox, and in posts the other way.
/// </summary>
internal sealed partial class ConsumerCore : IAsyncDisposable
{
    private readonly SortedDictionary<TopicPartition, AssignedPartition> _assigned = [];
    private readonly Action<IReadOnlyList<TopicPartitionOffset>>? _committed;
    private readonly ConsumedTopics _consumed = new();
    private RecordCursor? _cursor;
    private Rebalancing? _rebalancing;
    private bool _isDelivered;
    private int _calls;
    private bool _isWaiting;
    private bool _closed;
    private bool _closing;

    /// <param name="settings">What is configured.</param>
    /// <param name="environment">Where it runs.</param>
    /// <param name="committed">Told on the application's thread what the group has taken; null when nobody wants to know.</param>
    public ConsumerCore(ConsumerSettings settings, ClientEnvironment environment, Action<IReadOnlyList<TopicPartitionOffset>>? committed)
    {
        _committed = committed;
        Settings = settings;
        Cluster = new ClusterClient(environment, settings.Cluster, "consumer", $"consumer {settings.Cluster.ClientId}");
        Mailbox = new ConsumerMailbox(Cluster.Loop);
        Lookup = new OffsetLookup(Cluster, settings.Isolation);
        Positions = new PositionFinder(Cluster, Lookup, settings.Reset, Mailbox, ApiTimeout);
        Fetcher = new Fetcher(Cluster, settings.Fetching, Positions, Mailbox);
        if (settings.Group is { } group)
        {
            Group = new ConsumerGroup(this, group with { TellCommits = committed is not null });
        }

        Cluster.TellUse = () =>
        {
            Fetcher.UseTopics();
            Group?.UseTopics();
        };
        Cluster.Meter.Observe(settings.Group?.GroupId, Read);
        Cluster.Loop.Ended.Register(static mailbox => ((ConsumerMailbox)mailbox!).Wake(), Mailbox);
    }

    public ConsumerSettings Settings { get; }

    public ClusterClient Cluster { get; }

    public ConsumerMailbox Mailbox { get; }

    public OffsetLookup Lookup { get; }

    public PositionFinder Positions { get; }

    public Fetcher Fetcher { get; }

    public TimeSpan ApiTimeout => Settings.ApiTimeout;

    /// <summary>The group; null without <c>group.id</c>.</summary>
    public ConsumerGroup? Group { get; }

    /// <summary>Runs what the application does in a rebalance; null when it wants to hear of none.</summary>
    public Func<RebalanceChange, IReadOnlyList<TopicPartition>, Task>? Handlers { get; set; }

    /// <summary>How often the application has asked for records; read by the loop to see whether it still does.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>The application waits for records at this moment.</summary>
    public bool IsWaiting => Volatile.Read(ref _isWaiting);

    public SortedDictionary<TopicPartition, AssignedPartition> Assigned => _assigned;

    /// <summary>The cursor whose current record was shown last.</summary>
    public RecordCursor Current => _cursor!;

    public AssignedPartition Find(TopicPartition partition) => _assigned.TryGetValue(partition, out var found)
        ? found
        : throw new KafkaException(ErrorCode.UnknownTopicOrPartition, $"{partition} is not assigned to this consumer.");

    /// <summary>The next record that is at hand; false when there is none. Throws what the application has to hear of.</summary>
    public bool TryNext(out RecordReader reader)
    {
        ThrowIfClosed();
        Volatile.Write(ref _calls, _calls + 1);
        StoreDelivered();
        while (IsHandled())
        {
            if (_cursor is { } cursor)
            {
                if (TryMove(cursor, out reader))
                {
                    return true;
                }

                Drop(cursor);
            }

            if (!Mailbox.TryTake(out var item))
            {
                break;
            }

            Take(item!);
        }

        reader = default;
        return false;
    }

    /// <summary>A partition whose end was reached since this was asked last, when no record is at hand; null when there is none, or nobody wants to know.</summary>
    public AssignedPartition? TakeEnded() => Settings.Fetching.TellEnds
        ? _assigned.Values.FirstOrDefault(partition => !partition.IsPaused && partition.TryTellEnd(Settings.Isolation))
        : null;

    /// <summary>Waits on the application's thread until something may be at hand; false when time was up.</summary>
    public bool Wait(TimeSpan timeout, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _isWaiting, true);
        try
        {
            return WhenReady().Wait(timeout, cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _isWaiting, false);
        }
    }

    /// <summary>Waits until something may be at hand.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _isWaiting, true);
        try
        {
            await WhenReady().WaitAsync(cancellationToken).OffCaller();
        }
        finally
        {
            Volatile.Write(ref _isWaiting, false);
        }
    }

    /// <summary>The application is done with the record it got last.</summary>
    public void StoreDelivered()
    {
        StoreBatch();
        if (_isDelivered)
        {
            _isDelivered = false;
            if (Settings.AutoStore)
            {
                _cursor!.Partition.Store(_cursor.NextOffset, _cursor.LeaderEpoch);
            }
        }
    }

    /// <summary>Begins to read partitions, beside those that are read already.</summary>
    public List<AssignedPartition> Add(IEnumerable<TopicPartitionOffset> places)
    {
        ThrowIfClosed();
        var added = new List<AssignedPartition>();
        foreach (var place in places)
        {
            if (_assigned.ContainsKey(place.TopicPartition))
            {
                continue;
            }

            var partition = new AssignedPartition(place.TopicPartition)
            {
                Consumed = _consumed.Of(place.TopicPartition.Topic),
                FetchOffset = place.Offset == Offset.Unset ? Offset.Stored : place.Offset,
                LastFetchedEpoch = place.LeaderEpoch,
                Position = place.Offset >= 0 ? place.Offset : Offset.Unset,
            };
            _assigned.Add(place.TopicPartition, partition);
            added.Add(partition);
        }

        return added;
    }

    /// <summary>Reads these partitions no longer; records fetched from them are dropped.</summary>
    public List<AssignedPartition> Remove(IEnumerable<TopicPartition> partitions)
    {
        var removed = new List<AssignedPartition>();
        foreach (var name in partitions)
        {
            if (_assigned.Remove(name, out var partition))
            {
                partition.RaiseVersion();
                removed.Add(partition);
            }
        }

        return removed;
    }

    public void Seek(TopicPartitionOffset place)
    {
        ThrowIfClosed();
        var partition = Find(place.TopicPartition);
        if (_isDelivered && _cursor!.Partition == partition)
        {
            _isDelivered = false;
        }

        _batch.Remove(partition);
        GoTo(partition, place);
    }

    private void GoTo(AssignedPartition partition, TopicPartitionOffset place)
    {
        var version = partition.RaiseVersion();
        partition.Position = place.Offset >= 0 ? place.Offset : Offset.Unset;
        if (place.Offset >= 0 && Settings.AutoStore && !_batch.ContainsKey(partition))
        {
            partition.Store(place.Offset, place.LeaderEpoch);
        }

        Cluster.Loop.Post(() => Fetcher.Seek(partition, version, place.Offset == Offset.Unset ? Offset.Stored : place.Offset, place.LeaderEpoch));
    }

    public void Pause(IEnumerable<TopicPartition> partitions)
    {
        foreach (var partition in partitions.Select(Find).ToList())
        {
            partition.IsPaused = true;
        }
    }

    /// <summary>Goes on where the application stands: what was fetched before the pause may have been dropped.</summary>
    public void Resume(IEnumerable<TopicPartition> partitions)
    {
        foreach (var partition in partitions.Select(Find).Where(partition => partition.IsPaused).ToList())
        {
            partition.IsPaused = false;
            var position = partition.Position;
            var version = position >= 0 ? partition.RaiseVersion() : partition.Version;
            Cluster.Loop.Post(() =>
            {
                if (position >= 0)
                {
                    Fetcher.Seek(partition, version, position, leaderEpoch: -1);
                }

                Fetcher.Pump();
            });
        }
    }

    public void ThrowIfClosed()
    {
        if (_closed)
        {
            throw new ObjectDisposedException("Consumer", "The consumer is closed.");
        }

        if (Cluster.Loop.IsStopped)
        {
            throw new KafkaException(ErrorCode.UnknownServerError, "The consumer has ended: its loop or its cluster was stopped.");
        }
    }

    private bool TryMove(RecordCursor cursor, out RecordReader reader)
    {
        reader = default;
        var partition = cursor.Partition;
        if (!cursor.Fetched.IsWanted || partition.IsPaused)
        {
            return false;
        }

        try
        {
            _isDelivered = cursor.MoveNext(out reader);
        }
        catch (KafkaException)
        {
            // The application may seek past it; otherwise it is told again.
            GoTo(partition, new TopicPartitionOffset(partition.TopicPartition, cursor.NextOffset));
            Drop(cursor);
            throw;
        }

        partition.Position = cursor.NextOffset;
        if (_isDelivered)
        {
            partition.Consumed.CountRecord();
        }

        return _isDelivered;
    }

    private void Take(object item)
    {
        switch (item)
        {
            case FetchedRecords fetched:
                _cursor = new RecordCursor(fetched, Settings.Codecs, Settings.CheckCrcs);
                break;
            case ConsumerFailure { IsWanted: true } failure:
                throw failure.Exception;
            case ConsumerFailure:
                break;
            case IReadOnlyList<TopicPartitionOffset> offsets:
                _committed?.Invoke(offsets);
                break;
            case RebalanceStep step:
                Run(step);
                break;
        }
    }

    private void Drop(RecordCursor cursor)
    {
        _cursor = null;
        var bytes = cursor.Fetched.Length;
        var partition = cursor.Partition;
        cursor.Dispose();
        Cluster.Loop.TryPost(
            static state =>
            {
                var (fetcher, partition, bytes) = ((Fetcher, AssignedPartition, int))state!;
                fetcher.Release(partition, bytes);
            },
            (Fetcher, partition, bytes));
    }

    /// <summary>How it stands; on its loop.</summary>
    private ConsumerReading Read() => new(
        [.. _consumed.All.Select(topic => (topic.Topic, topic.Records, topic.FetchedBytes))],
        Fetcher.BufferedBytes,
        [.. Fetcher.Partitions.Select(partition => new AssignedReading(partition.TopicPartition, partition.Position, partition.Committed, partition.EndFor(Settings.Isolation)))],
        Group?.Rebalances ?? 0);
}
