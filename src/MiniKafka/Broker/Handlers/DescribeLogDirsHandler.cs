using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Replication;
using MiniKafka.Rpc;
using MiniKafka.Storage;
using MiniKafka.Storage.Directories;
using Response = MiniKafka.Protocol.Messages.DescribeLogDirsResponse;

namespace MiniKafka.Broker.Handlers;

/// <summary>DescribeLogDirs, key 35, versions 1 to 5: the broker's log directories, and how much each asked partition takes up in them.</summary>
internal sealed class DescribeLogDirsHandler(LogManager logs, ReplicaManager replicas)
    : RequestHandler<DescribeLogDirsRequest>(ApiKey.DescribeLogDirs, 1, 5)
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

        var found = directory.Logs.Values.Where(log => asked?.Contains(log.Partition) ?? true);
        answer.Topics.AddRange(found.GroupBy(log => log.Partition.Topic).Select(topic => new Response.DescribeLogDirsTopic
        {
            Name = topic.Key,
            Partitions = [.. topic.Select(Describe)],
        }));
        return answer;
    }

    private Response.DescribeLogDirsPartition Describe(PartitionLog log) => new()
    {
        PartitionIndex = log.Partition.Partition,
        PartitionSize = log.Size,
        OffsetLag = replicas.Find(log.Partition) is null ? UnknownLag : Math.Max(log.HighWatermark - log.LogEndOffset, 0),
    };
}
