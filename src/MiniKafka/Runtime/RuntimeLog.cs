using Microsoft.Extensions.Logging;

namespace MiniKafka.Runtime;

internal static partial class RuntimeLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Critical, Message = "The loop '{Loop}' failed and was stopped: everything it owned has ended.")]
    public static partial void LoopFailed(ILogger logger, string loop, Exception exception);
}
