using Microsoft.Extensions.Logging;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Runtime;

namespace MiniKafka.Rpc;

/// <summary>What a server tells of its connections: an end is nothing special, a refusal is warned of once for each client's host and reason.</summary>
internal sealed partial class RpcLog(ILogger logger)
{
    private readonly RepeatedWarnings _warnings = new(logger);

    /// <summary>The connection is over, by the client's will or because its way was cut.</summary>
    public void Closed(ClientConnection client, string reason) => ConnectionClosed(logger, client.Id, client.ClientHost, reason);

    /// <summary>The client sent something that no client of this listener may send.</summary>
    public void Refused(ClientConnection client, string reason)
    {
        if (_warnings.IsFirst($"Refused connection from {client.ClientHost}: {reason}"))
        {
            ConnectionRefused(logger, client.ClientHost, client.ListenerName, reason);
        }
    }

    /// <summary>The client sent a request that takes more memory to read than one of its size may take.</summary>
    public void TooCostly(ClientConnection client, string? clientId, ApiKey api, short version, string reason)
    {
        if (_warnings.IsFirst($"{api} that is too costly to read from {client.ClientHost}"))
        {
            RequestTooCostly(logger, api, version, clientId, client.ClientHost, reason);
        }
    }

    /// <summary>Somebody was not let in.</summary>
    public void Refused(string remote, string listenerName, string reason)
    {
        if (_warnings.IsFirst($"Refused connection from {remote}: {reason}"))
        {
            ConnectionRefused(logger, remote, listenerName, reason);
        }
    }

    /// <summary>The client used an API, or a version of one, that is not served on its listener.</summary>
    public void NotServed(ClientConnection client, string? clientId, ApiKey key, short version, ApiVersionRange? served)
    {
        var api = Enum.IsDefined(key) ? key.ToString() : $"API {(short)key}";
        if (_warnings.IsFirst($"{api} version {version} for {client.ClientHost}"))
        {
            var software = client.SoftwareName is { } name ? $"{name} {client.SoftwareVersion}" : "software of unknown name";
            ApiNotServed(
                logger, clientId, software, client.ClientHost, api, version, served is { } range ? $"it is served in versions {range.Min} to {range.Max}" : "it is not served here");
        }
    }

    public void Failed(Exception exception, string api, short version, ClientConnection client) => RequestFailed(logger, exception, api, version, client.ClientHost);

    [LoggerMessage(LogEvents.ConnectionClosed, LogLevel.Debug, "Connection {Connection} from {Remote} closed: {Reason}")]
    private static partial void ConnectionClosed(ILogger logger, long connection, string remote, Shown reason);

    [LoggerMessage(LogEvents.ConnectionRefused, LogLevel.Warning, "A connection from {Remote} to the listener {Listener} was refused: {Reason} Warned of once.")]
    private static partial void ConnectionRefused(ILogger logger, string remote, string listener, Shown reason);

    [LoggerMessage(LogEvents.ApiNotServed, LogLevel.Warning, "Client '{ClientId}' ({Software}) from {Remote} asked for {Api} version {Version}: {Served}. Its connection was closed. Warned of once.")]
    private static partial void ApiNotServed(ILogger logger, Shown clientId, Shown software, string remote, string api, short version, string served);

    [LoggerMessage(LogEvents.RequestTooCostly, LogLevel.Warning, "{Api} version {Version} of client '{ClientId}' from {Remote} was refused with INVALID_REQUEST: {Reason} Where its answer has no place for that, its connection was closed. Warned of once.")]
    private static partial void RequestTooCostly(ILogger logger, ApiKey api, short version, Shown clientId, string remote, string reason);

    [LoggerMessage(LogEvents.RequestFailed, LogLevel.Error, "{Api} version {Version} from {Remote} failed; its connection is closed.")]
    private static partial void RequestFailed(ILogger logger, Exception exception, string api, short version, string remote);
}
