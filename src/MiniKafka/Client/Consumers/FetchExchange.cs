using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Client.Consumers;

/// <summary>One fetch from one broker: what was asked for each partition, and how the answer is read. Used on the loop.</summary>
internal sealed class FetchExchange
{
    private const short LastVersionWithNames = 12;
    private readonly List<Asked> _asked = [];
    private readonly SortedDictionary<Uuid, string> _names = [];
    private readonly bool _hasAllIds = true;

    public FetchExchange(IReadOnlyList<AssignedPartition> partitions, ClusterMetadata metadata, FetcherOptions options, bool atOnce, int maxBytes)
    {
        Request = new FetchRequest
        {
            MaxWaitMs = atOnce ? 0 : options.MaxWaitMs,
            MinBytes = options.MinBytes,
            MaxBytes = maxBytes,
            IsolationLevel = (sbyte)options.Isolation,
            RackId = options.Rack,
        };
        FetchRequest.FetchTopic? topic = null;
        foreach (var partition in partitions)
        {
            var name = partition.TopicPartition.Topic;
            if (topic?.Topic != name)
            {
                var id = metadata.Topics[name].Id;
                topic = new FetchRequest.FetchTopic { Topic = name, TopicId = id };
                Request.Topics.Add(topic);
                _names[id] = name;
                _hasAllIds &= id != Uuid.Zero;
            }

            _asked.Add(new Asked(partition, partition.Version, partition.FetchOffset));
            topic.Partitions.Add(new FetchRequest.FetchPartition
            {
                Partition = partition.TopicPartition.Partition,
                CurrentLeaderEpoch = metadata.Partition(partition.TopicPartition)?.LeaderEpoch ?? -1,
                FetchOffset = partition.FetchOffset,
                LastFetchedEpoch = partition.LastFetchedEpoch,
                PartitionMaxBytes = options.MaxPartitionBytes,
            });
        }
    }

    public FetchRequest Request { get; }

    public IReadOnlyList<Asked> Partitions => _asked;

    /// <summary>Sends the request; failures come as <see cref="KafkaException"/>.</summary>
    public async Task<RpcResponse<FetchResponse>> SendAsync(RpcClient connection, TimeSpan timeout)
    {
        try
        {
            var newest = _hasAllIds ? short.MaxValue : LastVersionWithNames;
            return await connection.SendAsync(Request, newest, timeout);
        }
        catch (Exception exception) when (ClientErrors.IsKnown(exception))
        {
            throw ClientErrors.Translate(exception, $"Fetching from {connection.Remote}");
        }
    }

    /// <summary>Finds what was asked for a partition of the answer.</summary>
    public bool TryFind(FetchResponse.FetchableTopicResponse topic, int partition, out Asked asked)
    {
        var name = topic.TopicId != Uuid.Zero ? _names.GetValueOrDefault(topic.TopicId) : topic.Topic;
        foreach (var one in _asked)
        {
            if (one.Partition.TopicPartition.Partition == partition && one.Partition.TopicPartition.Topic == name)
            {
                asked = one;
                return true;
            }
        }

        asked = default;
        return false;
    }

    /// <summary>What one partition was asked for.</summary>
    internal readonly record struct Asked(AssignedPartition Partition, int Version, long FetchOffset)
    {
        public bool IsWanted => Partition.Version == Version;
    }
}
