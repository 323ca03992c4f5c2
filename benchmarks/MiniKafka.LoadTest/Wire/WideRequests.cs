using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Records;

namespace MiniKafka.LoadTest.Wire;

/// <summary>Requests that each name many partitions: the first so many of a hundred topics, topic by topic.</summary>
internal sealed class WideRequests(int partitions)
{
    public const int Topics = 100;
    public const int PartitionsPerTopic = 100;

    /// <summary>The last version in which topics have names.</summary>
    public const short NewestProduce = 12;
    public const short NewestFetch = 12;
    public const short NewestOffsetCommit = 9;

    private const int MaxBytes = 1 << 20;
    private const int WithoutSession = -1;

    private readonly List<(string Topic, List<int> Partitions)> _wanted =
        [.. Enumerable.Range(0, partitions).GroupBy(partition => partition / PartitionsPerTopic, (topic, found) => (TopicName(topic), found.Select(partition => partition % PartitionsPerTopic).ToList()))];

    /// <summary>The last of the partitions.</summary>
    public TopicPartition Last => new(_wanted[^1].Topic, _wanted[^1].Partitions[^1]);

    public static string TopicName(int topic) => $"wide-{topic:D2}";

    public ProduceRequest Produce() => new()
    {
        Acks = -1,
        TimeoutMs = 30_000,
        TopicData = _wanted.ConvertAll(topic => new ProduceRequest.TopicProduceData
        {
            Name = topic.Topic,
            PartitionData = topic.Partitions.ConvertAll(partition => new ProduceRequest.PartitionProduceData { Index = partition, Records = OneRecord() }),
        }),
    };

    /// <summary>A fetch without a session.</summary>
    /// <param name="offsetOf">The offset wanted of each partition.</param>
    /// <param name="maxWaitMs">How long it may wait for a byte.</param>
    public FetchRequest Fetch(Func<TopicPartition, long> offsetOf, int maxWaitMs) => new()
    {
        MinBytes = 1,
        MaxWaitMs = maxWaitMs,
        MaxBytes = int.MaxValue,
        SessionEpoch = WithoutSession,
        Topics = _wanted.ConvertAll(topic => new FetchRequest.FetchTopic
        {
            Topic = topic.Topic,
            Partitions = topic.Partitions.ConvertAll(partition => new FetchRequest.FetchPartition
            {
                Partition = partition, FetchOffset = offsetOf(new TopicPartition(topic.Topic, partition)), PartitionMaxBytes = MaxBytes,
            }),
        }),
    };

    public MetadataRequest Metadata() => new() { Topics = _wanted.ConvertAll(topic => new MetadataRequest.MetadataRequestTopic { Name = topic.Topic }) };

    /// <summary>Asks for the ends.</summary>
    public ListOffsetsRequest ListOffsets() => new()
    {
        ReplicaId = -1,
        Topics = _wanted.ConvertAll(topic => new ListOffsetsRequest.ListOffsetsTopic
        {
            Name = topic.Topic,
            Partitions = topic.Partitions.ConvertAll(partition => new ListOffsetsRequest.ListOffsetsPartition { PartitionIndex = partition, CurrentLeaderEpoch = -1, Timestamp = -1 }),
        }),
    };

    /// <summary>Commits offsets for a group without members.</summary>
    public OffsetCommitRequest OffsetCommit() => new()
    {
        GroupId = "wide",
        GenerationIdOrMemberEpoch = -1,
        Topics = _wanted.ConvertAll(topic => new OffsetCommitRequest.OffsetCommitRequestTopic
        {
            Name = topic.Topic,
            Partitions = topic.Partitions.ConvertAll(partition => new OffsetCommitRequest.OffsetCommitRequestPartition { PartitionIndex = partition, CommittedOffset = 1 }),
        }),
    };

    /// <summary>A batch of one record.</summary>
    public static Runtime.Buffers.SharedBytes OneRecord()
    {
        var builder = new RecordBatchBuilder();
        builder.TryAppend(timestamp: 0, NullableBytes.Null, "x"u8);
        return builder.Build();
    }
}
