using MiniKafka.Client.Cluster;
using MiniKafka.Client.Producers.Accumulation;
using MiniKafka.Model;

namespace MiniKafka.Client.Producers.Partitioning;

/// <summary>
/// One topic that is produced to: the buffers of its partitions and the sticky partition. Producing threads use it; it
/// learns of new partitions when the metadata that it is shown has more of them.
/// </summary>
internal sealed class ProducerTopic(string name, StickyChoice choice, Func<TopicPartition, PartitionBuffer> makeBuffer)
{
    private readonly Lock _growing = new();
    private PartitionBuffer[] _buffers = [];
    private TopicMetadata? _metadata;
    private Known? _known;
    private volatile StickyPartition? _sticky;
    private int _turn = -1;
    private int _waiting;

    public string Name { get; } = name;

    /// <summary>Records that wait for metadata or memory: whoever comes later waits behind them.</summary>
    public bool HasWaiting => Volatile.Read(ref _waiting) > 0;

    /// <summary>The calls that wait, one behind the other; on the loop.</summary>
    public Task LastWaiting { get; set; } = Task.CompletedTask;

    public void BeginWaiting() => Interlocked.Increment(ref _waiting);

    public void EndWaiting() => Interlocked.Decrement(ref _waiting);

    public PartitionBuffer Buffer(int partition) => Volatile.Read(ref _buffers)[partition];

    /// <summary>When a batch of it was begun last, as a timestamp of the clock; 0 when none was.</summary>
    public long UsedAt
    {
        get
        {
            var last = 0L;
            foreach (var buffer in Volatile.Read(ref _buffers))
            {
                last = Math.Max(last, buffer.UsedAt);
            }

            return last;
        }
    }

    /// <summary>The producer has ended: no record gets into a batch of it any more.</summary>
    public void End() => Array.ForEach(Volatile.Read(ref _buffers), static buffer => buffer.End());

    /// <summary>The next partition in turn.</summary>
    public int NextInTurn(int partitionCount) => (Interlocked.Increment(ref _turn) & int.MaxValue) % partitionCount;

    /// <summary>The topic as the cluster's metadata has it, looked up once for each state of the metadata; null when it is not there.</summary>
    public TopicMetadata? In(ClusterMetadata cluster)
    {
        var known = Volatile.Read(ref _known);
        if (known is null || !ReferenceEquals(known.Cluster, cluster))
        {
            known = new Known(cluster, cluster.TryGetTopic(Name, out var found) ? found : null);
            Volatile.Write(ref _known, known);
        }

        return known.Topic;
    }

    /// <summary>Takes note of the topic's metadata and gives the number of partitions.</summary>
    public int Learn(TopicMetadata metadata)
    {
        if (!ReferenceEquals(Volatile.Read(ref _metadata), metadata))
        {
            lock (_growing)
            {
                if (metadata.Partitions.Length > _buffers.Length)
                {
                    var grown = new PartitionBuffer[metadata.Partitions.Length];
                    _buffers.CopyTo(grown, 0);
                    for (var i = _buffers.Length; i < grown.Length; i++)
                    {
                        grown[i] = makeBuffer(new TopicPartition(Name, i));
                    }

                    Volatile.Write(ref _buffers, grown);
                }

                Volatile.Write(ref _metadata, metadata);
            }
        }

        return metadata.Partitions.Length;
    }

    /// <summary>Puts the record into its partition's batch, or into that of the sticky partition.</summary>
    public AppendOutcome TryAppend(in RecordToSend record, int partition)
    {
        if (partition != RecordPartitioner.Sticky)
        {
            return Buffer(partition).TryAppend(record, null);
        }

        for (var changed = false; ; changed = true)
        {
            var sticky = _sticky ?? ChooseSticky();
            var outcome = Buffer(sticky.Partition).TryAppend(record, sticky);
            if (outcome != AppendOutcome.PartitionChanged)
            {
                // The batch that was left behind is full and ready.
                return changed && outcome == AppendOutcome.Appended ? AppendOutcome.AppendedAndReady : outcome;
            }
        }
    }

    private StickyPartition ChooseSticky()
    {
        lock (_growing)
        {
            return _sticky ??= new StickyPartition(choice.Next(_metadata!.Partitions, _buffers), Change);
        }
    }

    private void Change(StickyPartition ended) => Interlocked.CompareExchange(ref _sticky, null, ended);

    private sealed record Known(ClusterMetadata Cluster, TopicMetadata? Topic);
}
