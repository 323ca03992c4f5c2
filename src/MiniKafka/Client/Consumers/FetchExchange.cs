using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;
using MiniKafka.Rpc.FetchSessions;

namespace MiniKafka.Client.Consumers;

/// <summary>
/// The fetches from one broker over one connection, one after the other: what is asked for, within a session, and how the answer is read.
/// Used on the loop. A fetch that does not wait has no session, since it asks for other partitions each time.
/// </summary>
internal sealed class FetchExchange(int node, bool atOnce, FetcherOptions options, Func<FetchExchange, Task> run)
{
    private const short LastVersionWithNames = 12;
    private readonly List<AssignedPartition> _partitions = [];
    private Func<Task>? _run;
    private readonly ReaderSession<AssignedPartition> _session = new(isKept: !atOnce)
    {
        Request =
        {
            MaxWaitMs = atOnce ? 0 : options.MaxWaitMs,
            MinBytes = options.MinBytes,
            IsolationLevel = (sbyte)options.Isolation,
            RackId = options.Rack,
        },
    };

    public int Node { get; } = node;

    public bool AtOnce { get; } = atOnce;

    /// <summary>A fetch is on its way.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>What the fetch on its way, or the next one, asks for.</summary>
    public IReadOnlyList<AssignedPartition> Partitions => _partitions;

    public int MaxBytes => _session.Request.MaxBytes;

    /// <summary>Carries out the fetch that was begun.</summary>
    public Func<Task> Run => _run ??= () => run(this);

    /// <summary>The fetch that ends the session at the broker; null when there is none.</summary>
    public FetchRequest? Last() => _session.Last();

    /// <summary>The next fetch is to ask for the partition.</summary>
    public void Ask(AssignedPartition partition) => _partitions.Add(partition);

    /// <summary>There is no next fetch for now.</summary>
    public void Drop() => _partitions.Clear();

    /// <summary>Makes the next request.</summary>
    public void Begin(ClusterMetadata metadata, int maxBytes)
    {
        IsBusy = true;
        _session.Request.MaxBytes = maxBytes;
        _session.Begin();
        foreach (var partition in _partitions)
        {
            partition.BeginFetch(AtOnce);
            var leaderEpoch = metadata.Partition(partition.TopicPartition)?.LeaderEpoch ?? -1;
            _session.Want(
                partition.TopicPartition,
                metadata.Topics[partition.TopicPartition.Topic].Id,
                partition,
                new FetchWish(partition.FetchOffset, options.MaxPartitionBytes, leaderEpoch, partition.LastFetchedEpoch));
        }

        _session.Complete();
    }

    /// <summary>Sends the request; failures come as <see cref="KafkaException"/>.</summary>
    public async Task<RpcResponse<FetchResponse>> SendAsync(RpcClient connection, TimeSpan timeout)
    {
        try
        {
            var newest = _session.HasAllIds ? short.MaxValue : LastVersionWithNames;
            return await connection.SendAsync(_session.Request, newest, timeout + TimeSpan.FromMilliseconds(_session.Request.MaxWaitMs));
        }
        catch (Exception exception) when (ClientErrors.IsKnown(exception))
        {
            throw ClientErrors.Translate(exception, $"Fetching from {connection.Remote}");
        }
    }

    /// <summary>False when there is nothing in the answer but that everything has to be asked for again.</summary>
    public bool TryTake(FetchResponse answer) => _session.TryTake(answer);

    /// <summary>Finds what was asked for a partition of the answer; what is no longer wanted is told again.</summary>
    public AssignedPartition? FindWanted(FetchResponse.FetchableTopicResponse topic, int partition)
    {
        if (!_session.TryFind(topic, partition, out var asked))
        {
            return null;
        }

        if (asked.IsFetchWanted)
        {
            return asked;
        }

        _session.Renew();
        return null;
    }

    /// <summary>The fetch is over.</summary>
    public void End()
    {
        foreach (var partition in _partitions)
        {
            partition.IsFetching = false;
        }

        _partitions.Clear();
        IsBusy = false;
    }
}
