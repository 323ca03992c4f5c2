using System.Runtime.CompilerServices;

namespace MiniKafka.Runtime;

/// <summary>
/// How methods that users await go on: on the loop they were called on, if they were, and otherwise on the pool; never on the context of
/// the caller, whose thread may be blocked until they are done. So does what users have them await.
/// </summary>
internal static class CallerContext
{
    /// <summary>Goes on as said above.</summary>
    public static ConfiguredTaskAwaitable OffCaller(this Task task) => task.ConfigureAwait(EventLoop.CurrentLoop is not null);

    /// <summary>Goes on as said above.</summary>
    public static ConfiguredTaskAwaitable<T> OffCaller<T>(this Task<T> task) => task.ConfigureAwait(EventLoop.CurrentLoop is not null);

    /// <summary>Begins the user's code here, and lets it go on as said above.</summary>
    public static Task BeginOffCaller(Func<Task> work)
    {
        var caller = SynchronizationContext.Current;
        if (caller is null or EventLoop)
        {
            return work();
        }

        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return work();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(caller);
        }
    }

    /// <summary>Goes on as said above.</summary>
    public static ConfiguredValueTaskAwaitable OffCaller(this ValueTask task) => task.ConfigureAwait(EventLoop.CurrentLoop is not null);
}
