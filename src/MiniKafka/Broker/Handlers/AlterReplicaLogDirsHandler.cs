using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Replication;
using MiniKafka.Rpc;
using MiniKafka.Storage.Directories;
using Response = MiniKafka.Protocol.Messages.AlterReplicaLogDirsResponse;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// AlterReplicaLogDirs, key 34, versions 1 and 2: in which directory a replica shall live. Served by a broker with one directory:
/// there a replica is where it shall be, or its directory does not exist.
/// </summary>
internal sealed class AlterReplicaLogDirsHandler(LogDirectory only, ReplicaManager replicas, ClusterView view)
    : RequestHandler<AlterReplicaLogDirsRequest>(ApiKey.AlterReplicaLogDirs, 1, 2)
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
                            ErrorCode = Check(move.Key, move.Value),
                        }),
                    ],
                }),
            ],
        });
    }

    private ErrorCode Check(TopicPartition partition, string destination) =>
        destination != only.FullPath ? ErrorCode.LogDirNotFound
        : only.Failure is not null ? ErrorCode.KafkaStorageError
        : replicas.Find(partition) is { } replica ? (replica.Log.IsOffline ? ErrorCode.KafkaStorageError : ErrorCode.None)
        : view.Image.Partition(partition.Topic, partition.Partition) is null ? ErrorCode.UnknownTopicOrPartition
        : ErrorCode.ReplicaNotAvailable;
}
