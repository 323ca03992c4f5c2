namespace MiniKafka.Runtime.Threads;

/// <summary>
/// Lets a thread of somebody else run the loop it has work for, instead of waking one of the host's threads: a pool thread
/// that has just received bytes, a user's thread that has something to send. A request then costs up to three changes of
/// thread less. The thread keeps the first loop it makes ready until its own work is done; as soon as more of that work
/// turns up, the loop is handed to the host, so that both go on side by side.
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
        if (s_open || EventLoop.CurrentLoop is not null)
        {
            loop.TryPost(callback, state);
            return;
        }

        Begin();
        loop.TryPost(callback, state);
        End();
    }

    /// <summary>From here on this thread may keep a loop.</summary>
    public static void Begin() => s_open = true;

    /// <summary>Called where a loop becomes ready; false when this thread is no guest or keeps one already.</summary>
    public static bool TryKeep(EventLoop loop)
    {
        if (!s_open || s_kept is not null)
        {
            return false;
        }

        s_kept = loop;
        return true;
    }

    /// <summary>This thread has long work before it could run the loop: a thread of the host takes it.</summary>
    public static void HandOver()
    {
        if (s_kept is { } loop)
        {
            s_kept = null;
            loop.Host.Resume(loop);
        }
    }

    /// <summary>Runs the loop that was kept, before this thread goes on with its own work.</summary>
    public static void RunKept()
    {
        if (s_kept is { } loop)
        {
            s_kept = null;
            s_open = false;
            if (loop.RunItems(ItemsPerVisit))
            {
                loop.Host.Resume(loop);
            }

            s_open = true;
        }
    }

    /// <summary>The thread's own work is done.</summary>
    public static void End()
    {
        RunKept();
        s_open = false;
    }
}
