using Microsoft.Extensions.Logging;
using MiniKafka.Model;

namespace MiniKafka.Client.Cluster;

/// <summary>What clients log.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(LogEvents.ClientConfigWarning, LogLevel.Warning, "{Client}: {Warning}")]
    public static partial void ClientConfigWarning(ILogger logger, Shown client, Shown warning);
}
