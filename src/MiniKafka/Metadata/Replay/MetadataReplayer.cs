using MiniKafka.Metadata.Images;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Metadata.Replay;

/// <summary>
/// Follows the metadata log batch by batch. Owned by the loop that reads the log. Records between the beginning and the end of a metadata
/// transaction take effect together, however many batches they span; an aborted one never happened.
/// </summary>
internal sealed class MetadataReplayer(ClusterImage image)
{
    private List<IPersistedRecord>? _transaction;

    /// <summary>The image of everything that took effect.</summary>
    public ClusterImage Image { get; private set; } = image;

    /// <summary>True between the beginning and the end of a transaction: a snapshot must wait.</summary>
    public bool IsInTransaction => _transaction is not null;

    /// <summary>True when there was a record that this software forgives and Apache Kafka refuses to load: a snapshot takes its place.</summary>
    public bool HasForgiven { get; private set; }

    /// <summary>Replays one batch and gives the image after it.</summary>
    public ClusterImage Replay(IEnumerable<IPersistedRecord> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        List<IPersistedRecord> ready = [];
        foreach (var record in batch)
        {
            switch (record)
            {
                case BeginTransactionRecord:
                    _transaction = _transaction is null ? [] : throw new InvalidDataException("A metadata transaction begins inside another.");
                    break;
                case EndTransactionRecord:
                    ready.AddRange(_transaction ?? throw new InvalidDataException("A metadata transaction ends that never began."));
                    _transaction = null;
                    break;
                case AbortTransactionRecord:
                    _transaction = null;
                    break;
                default:
                    (_transaction ?? ready).Add(record);
                    break;
            }
        }

        if (ready.Count > 0)
        {
            var builder = new ImageBuilder(Image);
            ready.ForEach(builder.Replay);
            Image = builder.Build();
            HasForgiven |= builder.HasForgiven;
        }

        return Image;
    }
}
