using MiniKafka.Replication;
using MiniKafka.Storage.Directories;

namespace MiniKafka.Broker.Handlers;

/// <summary>The handlers of a broker's log directories, once they are open.</summary>
internal static class LogDirHandlers
{
    public static IRequestHandler[] All(LogManager logs, ReplicaManager replicas, ClusterView view) =>
    [
        new DescribeLogDirsHandler(logs, replicas),
        .. logs.Directories is [var only] ? [new AlterReplicaLogDirsHandler(only, replicas, view)] : Array.Empty<IRequestHandler>(),
    ];
}
