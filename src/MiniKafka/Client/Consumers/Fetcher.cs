using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Protocol.Messages;

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
    private bool _closed;

    public Fetcher(ClusterClient cluster, FetcherOptions options, PositionFinder positions, ConsumerMailbox mailbox)
    {
        _cluster = cluster;
        _options = options;
        _positions = positions;
        _mailbox = mailbox;
    }

    /// <summary>What is read now.</summary>
    public IReadOnlyCollection<AssignedPartition> Partitions => _partitions.Values;

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

    public void Close() => _closed = true;

    /// <summary>Starts everything that can be started now.</summary>
    public void Pump()
    {
        if (_closed)
        {
            return;
        }

        var now = _cluster.Loop.Clock.GetTimestamp();
        var lookUp = new List<AssignedPartition>();
        var byNode = new SortedDictionary<int, List<AssignedPartition>>();
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
                    lookUp.Add(partition);
                }
            }
            else if (partition.BufferedBytes < _options.MaxPartitionBytes)
            {
                Collect(byNode, NodeFor(partition, known, now), partition);
            }
        }

        if (lookUp.Count > 0)
        {
            _cluster.Loop.Start(() => LookUpAsync(lookUp));
        }

        lookUp.ForEach(partition => partition.IsLookedUp = true);
        foreach (var (node, partitions) in byNode)
        {
            FetchFrom(node, partitions);
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

    private static void Collect(SortedDictionary<int, List<AssignedPartition>> byNode, int node, AssignedPartition partition)
    {
        if (!byNode.TryGetValue(node, out var partitions))
        {
            byNode.Add(node, partitions = []);
        }

        partitions.Add(partition);
    }

    private void FetchFrom(int node, List<AssignedPartition> partitions)
    {
        var atOnce = ExchangeWith(node, atOnce: false).IsBusy;
        if (atOnce)
        {
            partitions.RemoveAll(partition => partition.IsAskedAtOnce);
        }

        // Half of the room that is left, so that something remains for other brokers: with 48 MiB free 24, 12, 6 ...
        var room = _options.MaxBytes - _buffered - _asked;
        var share = Math.Min(room, Math.Max(room / 2, _options.MaxPartitionBytes));
        var exchange = ExchangeWith(node, atOnce);
        if (partitions.Count == 0 || room <= 0 || exchange.IsBusy)
        {
            return;
        }

        _asked += share;
        exchange.Begin(partitions, _cluster.Metadata, (int)share);
        _cluster.Loop.Start(() => FetchAsync(exchange));
    }

    private FetchExchange ExchangeWith(int node, bool atOnce)
    {
        if (!_exchanges.TryGetValue((node, atOnce), out var exchange))
        {
            _exchanges[(node, atOnce)] = exchange = new FetchExchange(node, atOnce, _options);
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
        partition.NotBefore = TimestampAfter(wait);
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
