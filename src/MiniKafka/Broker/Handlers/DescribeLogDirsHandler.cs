using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Replication;
using MiniKafka.Rpc;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Logs;
using Response = MiniKafka.Protocol.Messages.DescribeLogDirsResponse;

namespace MiniKafka.Broker.Handlers;

/// <summary>DescribeLogDirs, key 35, versions 1 to 5: the broker's log directories, and how much each asked partition takes up in them.</summary>
internal sealed class DescribeLogDirsHandler(LogManager logs, ReplicaManager replicas)
    : RequestHandler<DescribeLogDirsRequest>
{
    private const long UnknownLag = -1;

    protected override ValueTask<IResponse?> HandleAsync(DescribeLogDirsRequest request, RequestContext context)
    {
        var asked = request.Topics?.SelectMany(topic => topic.Partitions, (topic, index) => new TopicPartition(topic.Topic, index)).ToHashSet();
        return Answer(new Response { Results = [.. logs.Directories.Select(directory => Describe(directory, asked))] });
    }

    private Response.DescribeLogDirsResult Describe(LogDirectory directory, HashSet<TopicPartition>? asked)
    {
        var answer = new Response.DescribeLogDirsResult { LogDir = directory.FullPath };
        try
        {
            if (directory.Failure is { } failure)
            {
                throw failure;
            }

            (answer.TotalBytes, answer.UsableBytes) = directory.VolumeSize;
        }
        catch (IOException)
        {
            answer.ErrorCode = ErrorCode.KafkaStorageError;
            return answer;
        }

        var found = directory.Logs.Values.Select(log => Describe(log, isFuture: false))
            .Concat(directory.Futures.Logs.Values.Select(log => Describe(log, isFuture: true)))
            .Where(log => asked?.Contains(log.Id) ?? true);
        answer.Topics.AddRange(found.GroupBy(log => log.Id.Topic).Select(topic => new Response.DescribeLogDirsTopic
        {
            Name = topic.Key,
            Partitions = [.. topic.Select(log => log.Answer)],
        }));
        return answer;
    }

    /// <summary>A copy that is being made lacks what the replica has beyond it; the replica lacks nothing, unless it is not served.</summary>
    private (TopicPartition Id, Response.DescribeLogDirsPartition Answer) Describe(PartitionLog log, bool isFuture) => (log.Partition, new()
    {
        PartitionIndex = log.Partition.Partition,
        PartitionSize = log.Size,
        OffsetLag = replicas.Find(log.Partition) is not { } replica ? UnknownLag
            : isFuture ? replica.Log.LogEndOffset - log.LogEndOffset
            : Math.Max(log.HighWatermark - log.LogEndOffset, 0),
        IsFutureKey = isFuture,
    });
}
