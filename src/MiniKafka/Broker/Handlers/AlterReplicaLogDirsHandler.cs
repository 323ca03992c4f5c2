using MiniKafka.Broker.Publishing;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Replication;
using MiniKafka.Rpc;
using MiniKafka.Storage.Directories;
using Response = MiniKafka.Protocol.Messages.AlterReplicaLogDirsResponse;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// AlterReplicaLogDirs, key 34, versions 1 and 2: in which directory a replica shall live. The answer says that the move began; how
/// far it is, DescribeLogDirs tells. For a replica that is not here yet the directory is remembered.
/// </summary>
internal sealed class AlterReplicaLogDirsHandler(LogManager logs, ReplicaManager replicas, ReplicaDirectories directories, ClusterView view)
    : RequestHandler<AlterReplicaLogDirsRequest>
{
    protected override ValueTask<IResponse?> HandleAsync(AlterReplicaLogDirsRequest request, RequestContext context)
    {
        // A partition that is named for several directories counts for the last of them.
        var wanted = new SortedDictionary<TopicPartition, string>();
        foreach (var directory in request.Dirs)
        {
            foreach (var topic in directory.Topics)
            {
                topic.Partitions.ForEach(index => wanted[new TopicPartition(topic.Name, index)] = directory.Path);
            }
        }

        return Answer(new Response
        {
            Results =
            [
                .. wanted.GroupBy(move => move.Key.Topic).Select(topic => new Response.AlterReplicaLogDirTopicResult
                {
                    TopicName = topic.Key,
                    Partitions =
                    [
                        .. topic.Select(move => new Response.AlterReplicaLogDirPartitionResult
                        {
                            PartitionIndex = move.Key.Partition,
                            ErrorCode = Move(move.Key, move.Value),
                        }),
                    ],
                }),
            ],
        });
    }

    private ErrorCode Move(TopicPartition id, string destination)
    {
        if (PartitionDirectoryName.IsTooLongForFuture(id))
        {
            return ErrorCode.InvalidTopicException;
        }

        if (logs.DirectoryAt(destination) is not { } target)
        {
            return ErrorCode.LogDirNotFound;
        }

        if (target.Failure is not null)
        {
            return ErrorCode.KafkaStorageError;
        }

        switch (replicas.TryFind(id, out var partition))
        {
            case ErrorCode.None:
                return directories.Begin(partition, target);
            case ErrorCode.KafkaStorageError:
                return ErrorCode.KafkaStorageError;
            default:
                logs.Prefer(id, target);
                return view.Image.Partition(id.Topic, id.Partition) is null ? ErrorCode.UnknownTopicOrPartition : ErrorCode.ReplicaNotAvailable;
        }
    }
}
