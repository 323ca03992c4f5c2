using MiniKafka.Metadata.Elections;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;

namespace MiniKafka.Metadata.Control;

/// <summary>Replicas that find their log directories.</summary>
internal sealed class DirectoryControl(PartitionChanges changes)
{
    /// <summary>
    /// Notes which log directories a broker put its replicas into. Those that turn up in a directory that failed leave the ISR and lead no
    /// more, each by a record of its own behind all that say where replicas are.
    /// </summary>
    public ControllerResult<(Outcome Outcome, IReadOnlyList<ErrorCode> Codes)> Assign(
        ClusterImage image, int brokerId, long brokerEpoch, IReadOnlyList<(Uuid TopicId, int Partition, Uuid Directory)> assignments)
    {
        var outcome = BrokerEpochs.Check(image, brokerId, brokerEpoch);
        if (!outcome.IsSuccess)
        {
            return ControllerResult.Unchanged<(Outcome, IReadOnlyList<ErrorCode>)>((outcome, []));
        }

        var rules = changes.RulesOf(image);
        var records = new List<IPersistedRecord>();
        var codes = new List<ErrorCode>();
        var failed = new HashSet<(Uuid TopicId, int Partition)>();
        foreach (var (topicId, index, directory) in assignments)
        {
            if (!image.TryGetTopic(topicId, out var topic))
            {
                codes.Add(ErrorCode.UnknownTopicId);
            }
            else if (!topic.Partitions.TryGetValue(index, out var partition))
            {
                codes.Add(ErrorCode.UnknownTopicOrPartition);
            }
            else if (!partition.Replicas.Contains(brokerId))
            {
                codes.Add(ErrorCode.NotLeaderOrFollower);
            }
            else
            {
                var change = PartitionChanges.Of(image, topic, partition, rules);
                change.Directories[brokerId] = directory;
                change.AddTo(records);
                codes.Add(ErrorCode.None);
                if (!rules.HasOnlineDirectory(brokerId, directory))
                {
                    failed.Add((topicId, index));
                }
            }
        }

        if (failed.Count > 0)
        {
            records.AddRange(changes.WithoutBroker(image, brokerId, (topic, partition) => failed.Contains((topic.Id, partition.PartitionId))));
        }

        return ControllerResult.Of<(Outcome, IReadOnlyList<ErrorCode>)>(records, (Outcome.Success, codes));
    }
}
