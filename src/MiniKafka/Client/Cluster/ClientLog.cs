using Microsoft.Extensions.Logging;

namespace MiniKafka.Client.Cluster;

/// <summary>What clients log.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Client}: {Warning}")]
    public static partial void ConfigWarning(ILogger logger, string client, string warning);
}
