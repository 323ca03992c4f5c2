using Microsoft.Extensions.Logging;

namespace MiniKafka.Rpc;

internal static partial class RpcLog
{
    [LoggerMessage(1, LogLevel.Debug, "Connection {Connection} from {Remote} closed: {Reason}")]
    public static partial void Refused(ILogger logger, long connection, string remote, string reason);

    [LoggerMessage(2, LogLevel.Error, "{Api} version {Version} from {Remote} failed; its connection is closed")]
    public static partial void Failed(ILogger logger, Exception exception, string api, short version, string remote);
}
