using Microsoft.Extensions.Logging;

namespace MiniKafka.Broker;

internal static partial class BrokerLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Warning}")]
    public static partial void ConfigWarning(ILogger logger, string warning);

    [LoggerMessage(2, LogLevel.Error, "The groups of partition {Partition} of the offsets topic cannot be served: its log cannot be read.")]
    public static partial void GroupsNotLoaded(ILogger logger, int partition, Exception error);
}
