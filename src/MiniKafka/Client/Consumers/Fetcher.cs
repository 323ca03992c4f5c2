using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Protocol.Messages;
using MiniKafka.Runtime.Timers;

namespace MiniKafka.Client.Consumers;

/// <summary>
/// Fetches ahead of the application, at most so many bytes. One waiting fetch is out per leader; a partition that could not
/// take part in it (just assigned, sought or used up) is asked for at once on another connection, so that nobody waits for
/// the data of others. Owned by the client's loop.
/// </summary>
internal sealed partial class Fetcher
{
    private readonly ClusterClient _cluster;
    private readonly FetcherOptions _options;
    private readonly PositionFinder _positions;
    private readonly ConsumerMailbox _mailbox;
    private readonly SortedDictionary<TopicPartition, AssignedPartition> _partitions = [];
    private readonly SortedDictionary<(int Node, bool AtOnce), FetchExchange> _exchanges = [];
    private long _buffered;
    private long _asked;
    private bool _refreshing;

    public Fetcher(ClusterClient cluster, FetcherOptions options, PositionFinder positions, ConsumerMailbox mailbox)
    {
        _cluster = cluster;
        _options = options;
        _positions = positions;
        _mailbox = mailbox;
    }

    /// <summary>What is read now.</summary>
    public IReadOnlyCollection<AssignedPartition> Partitions => _partitions.Values;

    /// <summary>Bytes that were fetched and wait for the application.</summary>
    public long BufferedBytes => _buffered;

    public void Add(IEnumerable<AssignedPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            _partitions[partition.TopicPartition] = partition;
            _cluster.Use(partition.TopicPartition.Topic);
        }

        Pump();
    }

    public void Remove(IEnumerable<AssignedPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            partition.RaiseVersion();
            if (_partitions.TryGetValue(partition.TopicPartition, out var known) && known == partition)
            {
                _partitions.Remove(partition.TopicPartition);
            }
        }
    }

    /// <summary>An offset was committed, perhaps of a partition that is read here.</summary>
    public void Committed(TopicPartitionOffset place)
    {
        if (_partitions.TryGetValue(place.TopicPartition, out var partition))
        {
            partition.Committed = place.Offset;
        }
    }

    /// <summary>The topics that are read are in use.</summary>
    public void UseTopics()
    {
        foreach (var partition in _partitions.Keys)
        {
            _cluster.Use(partition.Topic);
        }
    }

    /// <summary>The application sought; only its last word counts.</summary>
    public void Seek(AssignedPartition partition, int version, long offset, int leaderEpoch)
    {
        if (partition.Version == version)
        {
            partition.FetchOffset = offset;
            partition.LastFetchedEpoch = leaderEpoch;
            partition.IsFailed = false;
            partition.NotBefore = 0;
            partition.IsAskedAtOnce = false;
            Pump();
        }
    }

    /// <summary>The application is done with fetched bytes.</summary>
    public void Release(AssignedPartition partition, int bytes)
    {
        partition.BufferedBytes -= bytes;
        _buffered -= bytes;
        Pump();
    }

    /// <summary>Starts everything that can be started now.</summary>
    public void Pump()
    {
        if (_closed)
        {
            return;
        }

        var now = _cluster.Loop.Clock.GetTimestamp();
        List<AssignedPartition>? lookUp = null;
        var leaderMissing = _cluster.IsMetadataOld && _partitions.Count > 0;
        foreach (var partition in _partitions.Values)
        {
            if (partition.IsPaused || partition.IsFailed || partition.IsFetching)
            {
                continue;
            }

            if (partition.NotBefore > now)
            {
                leaderMissing = true;
            }
            else if (_cluster.Metadata.Partition(partition.TopicPartition) is not { HasLeader: true } known)
            {
                leaderMissing = true;
            }
            else if (partition.FetchOffset < 0)
            {
                if (!partition.IsLookedUp)
                {
                    partition.IsLookedUp = true;
                    (lookUp ??= []).Add(partition);
                }
            }
            else if (partition.BufferedBytes < _options.MaxPartitionBytes)
            {
                Ask(NodeFor(partition, known, now), partition);
            }
        }

        LookUp(lookUp);
        foreach (var exchange in _exchanges.Values)
        {
            if (!exchange.IsBusy && exchange.Partitions.Count > 0)
            {
                Begin(exchange);
            }
        }

        if (leaderMissing)
        {
            Refresh();
        }
    }

    private int NodeFor(AssignedPartition partition, PartitionMetadata known, long now)
    {
        var near = partition.PreferredReplica;
        if (near < 0)
        {
            return known.LeaderId;
        }

        if (now < partition.PreferredUntil && _cluster.Metadata.Brokers.ContainsKey(near) && !known.OfflineReplicas.Contains(near))
        {
            return near;
        }

        partition.Prefer(-1, 0);
        return known.LeaderId;
    }

    private void LookUp(List<AssignedPartition>? partitions)
    {
        if (partitions is not null)
        {
            _cluster.Loop.Start(() => LookUpAsync(partitions));
        }
    }

    private void Ask(int node, AssignedPartition partition)
    {
        var exchange = ExchangeWith(node, atOnce: false);
        if (exchange.IsBusy)
        {
            if (partition.IsAskedAtOnce)
            {
                return;
            }

            exchange = ExchangeWith(node, atOnce: true);
        }

        if (!exchange.IsBusy)
        {
            exchange.Ask(partition);
        }
    }

    private void Begin(FetchExchange exchange)
    {
        // Half of the room that is left, so that something remains for other brokers: with 48 MiB free 24, 12, 6 ...
        var room = _options.MaxBytes - _buffered - _asked;
        if (room <= 0)
        {
            exchange.Drop();
            return;
        }

        var share = Math.Min(room, Math.Max(room / 2, _options.MaxPartitionBytes));
        _asked += share;
        exchange.Begin(_cluster.Metadata, (int)share);
        _cluster.Loop.Start(exchange.Run);
    }

    private FetchExchange ExchangeWith(int node, bool atOnce)
    {
        if (!_exchanges.TryGetValue((node, atOnce), out var exchange))
        {
            _exchanges[(node, atOnce)] = exchange = new FetchExchange(node, atOnce, _options, FetchAsync);
        }

        return exchange;
    }

    private async Task FetchAsync(FetchExchange exchange)
    {
        try
        {
            var connection = await _cluster.ConnectionToAsync(exchange.Node, exchange.AtOnce ? ConnectionPurpose.General : ConnectionPurpose.Fetch);
            using var response = await exchange.SendAsync(connection, _cluster.Options.RequestTimeout);
            if (exchange.TryTake(response.Message))
            {
                ClientErrors.ThrowIfError(response.Message.ErrorCode, $"Fetching from broker {exchange.Node}");
                Take(exchange, response.Message);
            }
        }
        catch (KafkaException exception)
        {
            foreach (var partition in exchange.Partitions)
            {
                Failed(partition, exception);
            }
        }

        _asked -= exchange.MaxBytes;
        exchange.End();
        Pump();
    }

    private async Task LookUpAsync(List<AssignedPartition> partitions)
    {
        try
        {
            await _positions.FindAsync(partitions);
        }
        catch (KafkaException exception)
        {
            foreach (var partition in partitions.Where(partition => partition.FetchOffset < 0))
            {
                Failed(partition, exception);
            }
        }

        foreach (var partition in partitions)
        {
            partition.IsLookedUp = false;
        }

        Pump();
    }

    private void Failed(AssignedPartition partition, KafkaException exception)
    {
        partition.Prefer(-1, 0);
        if (!exception.IsRetriable)
        {
            _positions.Fail(partition, exception);
            return;
        }

        var wait = _cluster.Backoff.After(++partition.Failures);
        partition.NotBefore = _cluster.Loop.Clock.TimestampAfter(wait);
        Refresh();
    }

    /// <summary>Asks for the leaders again, and then tries again; one at a time.</summary>
    private void Refresh()
    {
        if (!_refreshing)
        {
            _refreshing = true;
            _cluster.Loop.Start(RefreshAsync);
        }
    }

    private async Task RefreshAsync()
    {
        try
        {
            await _cluster.RefreshAsync();
            if (_partitions.Values.All(partition => _cluster.Metadata.Partition(partition.TopicPartition) is { HasLeader: true } && partition.Failures == 0))
            {
                _refreshing = false;
                Pump();
                return;
            }

            ReportMissing();
        }
        catch (KafkaException exception)
        {
            // Asked again after a while; what a retry cannot mend the application hears of.
            if (!exception.IsRetriable)
            {
                _mailbox.Put(new ConsumerFailure(exception));
            }
        }

        await Task.Delay(_cluster.Backoff.After(1), _cluster.Loop.Clock);
        _refreshing = false;
        Pump();
    }

    /// <summary>The application hears once of a partition that does not exist; it may come yet.</summary>
    private void ReportMissing()
    {
        foreach (var partition in _partitions.Values)
        {
            if (!partition.IsReportedMissing && _cluster.Metadata.Partition(partition.TopicPartition) is null)
            {
                partition.IsReportedMissing = true;
                var missing = ClientErrors.Create(ErrorCode.UnknownTopicOrPartition, $"Reading {partition.TopicPartition}");
                _mailbox.Put(new ConsumerFailure(missing, partition, partition.Version));
            }
        }
    }
}
