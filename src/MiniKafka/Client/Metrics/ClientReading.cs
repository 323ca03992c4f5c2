using MiniKafka.Model;

namespace MiniKafka.Client.Metrics;

/// <summary>A client at one moment, as it is measured.</summary>
/// <param name="Apis">Its requests.</param>
/// <param name="Connections">How many it has.</param>
/// <param name="Connects">How many it has begun to make.</param>
internal sealed record ClientReading(IReadOnlyList<ApiTrafficReading> Apis, int Connections, long Connects)
{
    /// <summary>What only a producer has.</summary>
    public ProducerReading? Producer { get; init; }

    /// <summary>What only a consumer has.</summary>
    public ConsumerReading? Consumer { get; init; }
}

/// <summary>The requests of one API.</summary>
internal sealed record ApiTrafficReading(string Name, long Requests, long Failures, long BytesOut, long BytesIn);

/// <summary>A producer.</summary>
/// <param name="Topics">What became of what was produced.</param>
/// <param name="QueuedRecords">Records without a result.</param>
/// <param name="QueuedBytes">What they take.</param>
internal sealed record ProducerReading(IReadOnlyList<TopicDeliveriesReading> Topics, int QueuedRecords, long QueuedBytes);

/// <summary>What became of what was produced to a topic.</summary>
internal sealed record TopicDeliveriesReading(string Topic, long Records, long Bytes, long Batches, long Retries, IReadOnlyList<KeyValuePair<ErrorCode, long>> Failed);

/// <summary>A consumer.</summary>
/// <param name="Topics">What it has fetched, and its application got.</param>
/// <param name="BufferedBytes">What waits for its application.</param>
/// <param name="Partitions">What it reads.</param>
/// <param name="Rebalances">How often its group gave it partitions.</param>
internal sealed record ConsumerReading(
    IReadOnlyList<(string Topic, long Records, long Bytes)> Topics, long BufferedBytes, IReadOnlyList<AssignedReading> Partitions, int Rebalances);

/// <summary>A partition that a consumer reads; what is not known is negative.</summary>
internal sealed record AssignedReading(TopicPartition Partition, long Position, long Committed, long End);
