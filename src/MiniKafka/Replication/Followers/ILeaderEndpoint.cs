using MiniKafka.Model;

namespace MiniKafka.Replication.Followers;

/// <summary>What a leader answered to one partition of a fetch. The bytes live until the whole answer is disposed of.</summary>
internal readonly record struct FollowerFetchResult(TopicIdPartition Partition, FetchPartitionResult Result);

/// <summary>A leader's answer to a fetch.</summary>
internal sealed class FollowerFetchAnswer(IReadOnlyList<FollowerFetchResult> results, IDisposable hold) : IDisposable
{
    public IReadOnlyList<FollowerFetchResult> Results { get; } = results;

    public void Dispose() => hold.Dispose();
}

/// <summary>The first and the next offset of a leader's log.</summary>
internal readonly record struct LeaderOffsets(ErrorCode ErrorCode, long LogStartOffset, long LogEndOffset);

/// <summary>The way to another broker's leaders. Everything it does fails with an exception when the broker cannot be reached.</summary>
internal interface ILeaderEndpoint : IAsyncDisposable
{
    /// <summary>Asks for records of partitions; the leader waits a while when there are none.</summary>
    /// <param name="partitions">What to ask for.</param>
    /// <param name="longest">The leader is not to wait longer; null for as long as usual.</param>
    Task<FollowerFetchAnswer> FetchAsync(IReadOnlyList<(TopicIdPartition Partition, FetchPartition Request)> partitions, TimeSpan? longest);

    /// <summary>Asks where a leader's log begins and ends.</summary>
    Task<LeaderOffsets> OffsetsAsync(TopicIdPartition partition, int leaderEpoch);

    /// <summary>Ends what is being waited for: the fetch under way fails.</summary>
    void Interrupt();
}
