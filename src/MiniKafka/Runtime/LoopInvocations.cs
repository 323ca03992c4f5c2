namespace MiniKafka.Runtime;

/// <summary>
/// The calls into a loop that are not finished. Entered from callers' threads, left on the loop, emptied by whoever ends
/// it, so they have a lock; once closed nothing enters any more.
/// </summary>
internal sealed class LoopInvocations
{
    private readonly List<LoopInvocation> _unfinished = [];
    private bool _closed;

    /// <summary>False when the loop has ended.</summary>
    public bool TryAdd(LoopInvocation invocation)
    {
        lock (_unfinished)
        {
            if (_closed)
            {
                return false;
            }

            invocation.Index = _unfinished.Count;
            _unfinished.Add(invocation);
            return true;
        }
    }

    public void Remove(LoopInvocation invocation)
    {
        lock (_unfinished)
        {
            var index = invocation.Index;
            if (index < 0)
            {
                return;
            }

            var last = _unfinished[^1];
            _unfinished[index] = last;
            last.Index = index;
            _unfinished.RemoveAt(_unfinished.Count - 1);
            invocation.Index = -1;
        }
    }

    /// <summary>Takes all that is unfinished and lets nothing in any more.</summary>
    public LoopInvocation[] Close()
    {
        lock (_unfinished)
        {
            _closed = true;
            var unfinished = _unfinished.ToArray();
            foreach (var invocation in unfinished)
            {
                invocation.Index = -1;
            }

            _unfinished.Clear();
            return unfinished;
        }
    }
}
