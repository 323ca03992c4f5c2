using Microsoft.Extensions.Logging;

namespace MiniKafka.Broker;

internal static partial class BrokerLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Warning}")]
    public static partial void ConfigWarning(ILogger logger, string warning);
}
