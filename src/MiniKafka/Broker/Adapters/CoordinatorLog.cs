using MiniKafka.Coordination;
using MiniKafka.Model;
using MiniKafka.Replication;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Broker.Adapters;

/// <summary>One internal topic as its coordinator sees it: the replicas of it that this broker leads.</summary>
internal sealed class CoordinatorLog(string topic, ClusterView view, ReplicaManager replicas, int partitionsWhenMissing) : ICoordinatorLog
{
    private const int ReadBytes = 1024 * 1024;

    /// <summary>A topic that is not there yet will be made with as many partitions as the configuration says.</summary>
    public int PartitionCount => view.Image.Topics.TryGetValue(topic, out var image) ? image.Partitions.Count : partitionsWhenMissing;

    public CoordinatorAppend Append(int partition, int leaderEpoch, SharedBytes batch)
    {
        try
        {
            if (Find(partition) is not { } led || led.State.LeaderEpoch != leaderEpoch)
            {
                return new CoordinatorAppend(ErrorCode.NotLeaderOrFollower, -1);
            }

            var result = led.AppendAsLeader(batch, Acks.All, AppendOrigin.Coordinator, firstSequenceMustBeZero: false);
            return new CoordinatorAppend(result.Error, result.BaseOffset);
        }
        finally
        {
            batch.Release();
        }
    }

    public CoordinatorLogRange? GetRange(int partition) => Find(partition) is { } led
        ? new CoordinatorLogRange(led.Log.LogStartOffset, led.Log.LogEndOffset, led.Log.HighWatermark)
        : null;

    public async ValueTask<SharedBytes> ReadAsync(int partition, long offset, CancellationToken cancellation)
    {
        // A long log is read in pieces, and the broker serves in between.
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        var result = Find(partition)?.Log.Read(offset, ReadBytes, LogReadBound.LogEnd, minOneMessage: true);
        return result is { Error: ErrorCode.None } read
            ? read.Records
            : throw new IOException($"{topic}-{partition} cannot be read at offset {offset}: {result?.Error ?? ErrorCode.NotLeaderOrFollower}.");
    }

    private Partition? Find(int partition) =>
        replicas.Find(new TopicPartition(topic, partition)) is { IsLeader: true } led ? led : null;
}
