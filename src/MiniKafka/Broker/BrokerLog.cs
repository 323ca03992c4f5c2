using Microsoft.Extensions.Logging;
using MiniKafka.Model;

namespace MiniKafka.Broker;

internal static partial class BrokerLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Warning}")]
    private static partial void ConfigWarning(ILogger logger, string warning);

    public static void ConfigWarnings(ILogger logger, IEnumerable<string> warnings)
    {
        foreach (var warning in warnings)
        {
            ConfigWarning(logger, warning);
        }
    }

    [LoggerMessage(2, LogLevel.Error, "The groups of partition {Partition} of the offsets topic cannot be served: its log cannot be read.")]
    public static partial void GroupsNotLoaded(ILogger logger, int partition, Exception error);

    [LoggerMessage(3, LogLevel.Information, "The replica of {Partition} is in {Directory} now.")]
    public static partial void ReplicaMoved(ILogger logger, TopicPartition partition, string directory);

    [LoggerMessage(4, LogLevel.Warning, "The replica of {Partition} could not be moved to {Directory} and stays where it is.")]
    public static partial void MoveFailed(ILogger logger, TopicPartition partition, string directory, Exception error);

    [LoggerMessage(6, LogLevel.Warning, "Client '{ClientId}' was refused the transactional id '{TransactionalId}': transactions are not served yet, produce without one.")]
    public static partial void TransactionRefused(ILogger logger, string? clientId, string transactionalId);

    [LoggerMessage(5, LogLevel.Critical, "Broker {NodeId} stops: its log directory {Directory} failed, and without it there is {Lost}.")]
    public static partial void StorageLost(ILogger logger, int nodeId, string directory, string lost, Exception error);
}
