namespace MiniKafka.Runtime;

/// <summary>
/// The loop that should have done the work has ended. The inner exception says why when the loop failed; there is
/// none when its owner stopped it.
/// </summary>
internal sealed class LoopStoppedException(string loopName, Exception? reason)
    : InvalidOperationException(
        reason is null ? $"The loop '{loopName}' was stopped." : $"The loop '{loopName}' failed: {reason.Message}",
        reason);
