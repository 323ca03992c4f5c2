using Microsoft.Extensions.Logging;
using MiniKafka.Model;

namespace MiniKafka.Runtime;

internal static partial class RuntimeLog
{
    [LoggerMessage(LogEvents.LoopFailed, LogLevel.Critical, "The loop '{Loop}' failed and was stopped: everything it owned has ended.")]
    public static partial void LoopFailed(ILogger logger, string loop, Exception exception);

    [LoggerMessage(LogEvents.WarningRepeated, LogLevel.Information, "{What}: warned of before, {Times} times by now.")]
    public static partial void WarningRepeated(ILogger logger, Shown what, long times);
}
