namespace MiniKafka.Runtime.Threads;

/// <summary>
/// Lets a user's thread that has something to send run the loop that sends it, instead of waking one of the host's threads: a request then costs up to
/// two changes of thread less.
/// </summary>
internal static class LoopGuest
{
    private const int ItemsPerVisit = 32;

    [ThreadStatic]
    private static bool s_open;

    [ThreadStatic]
    private static EventLoop? s_kept;

    /// <summary>Posts an item, and runs it on the calling thread when the loop was idle and this thread runs none.</summary>
    public static void TryPostAndRun(EventLoop loop, Action<object?> callback, object? state)
    {
        if (EventLoop.CurrentLoop is not null)
        {
            loop.TryPost(callback, state);
            return;
        }

        s_open = true;
        loop.TryPost(callback, state);
        s_open = false;
        if (s_kept is { } kept)
        {
            s_kept = null;
            if (kept.RunItems(ItemsPerVisit))
            {
                kept.Host.Resume(kept);
            }
        }
    }

    /// <summary>Called where a loop becomes ready; false when this thread is no guest.</summary>
    public static bool TryKeep(EventLoop loop)
    {
        if (!s_open || s_kept is not null)
        {
            return false;
        }

        s_kept = loop;
        return true;
    }
}
