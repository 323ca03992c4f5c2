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

    private readonly bool _wasAnyRefused;

    private OffsetsToCommit(List<Topic> topics)
    {
        Topics = topics;
        _wasAnyRefused = topics.Exists(t => t.IsUnknown || t.Partitions.Exists(p => p.Error != ErrorCode.None));
    }

    /// <summary>In the order of the request.</summary>
    public IReadOnlyList<Topic> Topics { get; }

    /// <summary>Whether any partition is left to commit.</summary>
    public bool AnyValid => Topics.Any(t => t.Partitions.Exists(p => p.Error == ErrorCode.None));

    public static OffsetsToCommit Of(OffsetCommitRequest request, short apiVersion, ITopicCatalog catalog) =>
        new(request.Topics.ConvertAll(t =>
        {
            var byId = apiVersion >= FirstVersionWithTopicIds;
            var name = byId ? catalog.FindName(t.TopicId) : t.Name;
            var id = byId ? t.TopicId : catalog.FindId(t.Name);
            return new Topic(
                name ?? "",
                id,
                t.Partitions.ConvertAll(p => new Partition(p.PartitionIndex)
                {
                    Offset = p.CommittedOffset,
                    LeaderEpoch = p.CommittedLeaderEpoch,
                    Metadata = p.CommittedMetadata ?? "",
                    Error = name is null ? ErrorCode.UnknownTopicId : Check(catalog, name, p.PartitionIndex),
                }))
            {
                IsUnknown = name is null || id == Uuid.Zero,
            };
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

    /// <summary>
    /// The answers topic by topic. Where nothing was refused beforehand, a topic that stands twice is answered twice; where
    /// something was, once. Topics without partitions are left out unless there are no such topics at all.
    /// </summary>
    public OffsetCommitResponse ToResponse()
    {
        var response = new OffsetCommitResponse();
        var answered = new Dictionary<(string Name, Uuid TopicId), OffsetCommitResponse.OffsetCommitResponseTopic>();
        foreach (var topic in Topics.Where(t => t.Partitions.Count > 0 || t.IsUnknown))
        {
            if (!_wasAnyRefused || !answered.TryGetValue((topic.Name, topic.TopicId), out var answer))
            {
                answer = new OffsetCommitResponse.OffsetCommitResponseTopic { Name = topic.Name, TopicId = topic.TopicId };
                answered[(topic.Name, topic.TopicId)] = answer;
                response.Topics.Add(answer);
            }

            answer.Partitions.AddRange(topic.Partitions.Select(p => new OffsetCommitResponse.OffsetCommitResponsePartition
            {
                PartitionIndex = p.Index,
                ErrorCode = p.Error,
            }));
        }

        return response;
    }

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
    internal sealed record Topic(string Name, Uuid TopicId, List<Partition> Partitions)
    {
        /// <summary>Whether there is no such topic.</summary>
        public bool IsUnknown { get; init; }
    }

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
