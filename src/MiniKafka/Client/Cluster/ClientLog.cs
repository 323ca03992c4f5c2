using Microsoft.Extensions.Logging;
using MiniKafka.Model;

namespace MiniKafka.Client.Cluster;

/// <summary>What clients log.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(LogEvents.ClientConfigWarning, LogLevel.Warning, "{Client}: {Warning}")]
    public static partial void ClientConfigWarning(ILogger logger, Shown client, Shown warning);

    [LoggerMessage(LogEvents.ClientTelemetryListenerFailed, LogLevel.Error, "{Client}: a listener to the client's metrics failed.")]
    public static partial void ClientTelemetryListenerFailed(ILogger logger, Shown client, Exception error);
}
