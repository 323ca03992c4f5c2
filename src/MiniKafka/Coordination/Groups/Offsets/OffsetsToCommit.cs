using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Coordination.Groups.Offsets;

/// <summary>
/// The body of an OffsetCommit or TxnOffsetCommit request, checked against the topics there are. What is wrong with one
/// partition is noted there and does not keep the others from being committed.
/// </summary>
internal sealed class OffsetsToCommit
{
    private const short FirstVersionWithTopicIds = 10;

    private OffsetsToCommit(List<Topic> topics) => Topics = topics;

    /// <summary>In the order of the request.</summary>
    public IReadOnlyList<Topic> Topics { get; }

    /// <summary>Whether any partition is left to commit.</summary>
    public bool AnyValid => Topics.Any(t => t.Partitions.Exists(p => p.Error == ErrorCode.None));

    public static OffsetsToCommit Of(OffsetCommitRequest request, short apiVersion, ITopicCatalog catalog) =>
        new(request.Topics.ConvertAll(t =>
        {
            var byId = apiVersion >= FirstVersionWithTopicIds;
            var name = byId ? catalog.FindName(t.TopicId) : t.Name;
            return new Topic(
                name ?? "",
                byId ? t.TopicId : catalog.FindId(t.Name),
                t.Partitions.ConvertAll(p => new Partition(p.PartitionIndex)
                {
                    Offset = p.CommittedOffset,
                    LeaderEpoch = p.CommittedLeaderEpoch,
                    Metadata = p.CommittedMetadata ?? "",
                    Error = name is null ? ErrorCode.UnknownTopicId : Check(catalog, name, p.PartitionIndex),
                }));
        }));

    public static OffsetsToCommit Of(TxnOffsetCommitRequest request, ITopicCatalog catalog) =>
        new(request.Topics.ConvertAll(t => new Topic(
            t.Name,
            catalog.FindId(t.Name),
            t.Partitions.ConvertAll(p => new Partition(p.PartitionIndex)
            {
                Offset = p.CommittedOffset,
                LeaderEpoch = p.CommittedLeaderEpoch,
                Metadata = p.CommittedMetadata ?? "",
                Error = Check(catalog, t.Name, p.PartitionIndex),
            }))));

    /// <summary>Notes an error for everything that had none.</summary>
    public void Fail(ErrorCode error)
    {
        foreach (var partition in Topics.SelectMany(t => t.Partitions))
        {
            if (partition.Error == ErrorCode.None)
            {
                partition.Error = error;
            }
        }
    }

    public OffsetCommitResponse ToResponse() => new()
    {
        Topics =
        [
            .. Topics.Where(t => t.Partitions.Count > 0).Select(t => new OffsetCommitResponse.OffsetCommitResponseTopic
            {
                Name = t.Name,
                TopicId = t.TopicId,
                Partitions = t.Partitions.ConvertAll(p => new OffsetCommitResponse.OffsetCommitResponsePartition
                {
                    PartitionIndex = p.Index,
                    ErrorCode = p.Error,
                }),
            }),
        ],
    };

    public TxnOffsetCommitResponse ToTransactionalResponse() => new()
    {
        Topics =
        [
            .. Topics.Where(t => t.Partitions.Count > 0).Select(t => new TxnOffsetCommitResponse.TxnOffsetCommitResponseTopic
            {
                Name = t.Name,
                Partitions = t.Partitions.ConvertAll(p => new TxnOffsetCommitResponse.TxnOffsetCommitResponsePartition
                {
                    PartitionIndex = p.Index,
                    ErrorCode = p.Error,
                }),
            }),
        ],
    };

    private static ErrorCode Check(ITopicCatalog catalog, string topic, int partition) =>
        catalog.Contains(topic, partition) ? ErrorCode.None : ErrorCode.UnknownTopicOrPartition;

    /// <summary>One topic of the request.</summary>
    internal sealed record Topic(string Name, Uuid TopicId, List<Partition> Partitions);

    /// <summary>One partition of the request.</summary>
    internal sealed class Partition(int index)
    {
        public int Index { get; } = index;

        public long Offset { get; init; }

        public int LeaderEpoch { get; init; }

        public string Metadata { get; init; } = "";

        public ErrorCode Error { get; set; }
    }
}
