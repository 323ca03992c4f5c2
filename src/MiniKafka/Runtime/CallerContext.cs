using System.Runtime.CompilerServices;

namespace MiniKafka.Runtime;

/// <summary>
/// How methods that users await go on: on the loop they were called on, if they were, and otherwise on the pool; never on the context of
/// the caller, whose thread may be blocked until they are done.
/// </summary>
internal static class CallerContext
{
    /// <summary>Goes on as said above.</summary>
    public static ConfiguredTaskAwaitable OffCaller(this Task task) => task.ConfigureAwait(EventLoop.CurrentLoop is not null);

    /// <summary>Goes on as said above.</summary>
    public static ConfiguredTaskAwaitable<T> OffCaller<T>(this Task<T> task) => task.ConfigureAwait(EventLoop.CurrentLoop is not null);

    /// <summary>Goes on as said above.</summary>
    public static ConfiguredValueTaskAwaitable OffCaller(this ValueTask task) => task.ConfigureAwait(EventLoop.CurrentLoop is not null);
}
