using MiniKafka.Replication;
using MiniKafka.Storage.Directories;

namespace MiniKafka.Broker.Handlers;

/// <summary>The handlers of a broker's log directories, once they are open.</summary>
internal static class LogDirHandlers
{
    public static IRequestHandler[] All(LogManager logs, ReplicaManager replicas, ReplicaDirectories directories, ClusterView view) =>
    [
        new DescribeLogDirsHandler(logs, replicas),
        new AlterReplicaLogDirsHandler(logs, replicas, directories, view),
    ];
}
