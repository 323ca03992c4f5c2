using MiniKafka.Storage.Files;

namespace MiniKafka.Storage.Directories;

/// <summary>
/// What cannot be done in one log directory because somebody else holds a file: each piece of work is tried again at short intervals until
/// it is done. A lock that lasts is a failure of the directory. Owned by the broker's loop, which goes on with everything else meanwhile.
/// </summary>
internal sealed class HeldWork(TimeProvider clock, Action<IOException> onFailure) : IDisposable
{
    private readonly SortedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly List<TaskCompletionSource> _waiting = [];
    private ITimer? _timer;
    private bool _isOver;

    /// <summary>Adds work, unless work of that name waits already.</summary>
    /// <param name="name">What it is, once in this directory.</param>
    /// <param name="work">Does it; false when it cannot be tried now for another reason.</param>
    /// <param name="dropped">Told when the directory fails before it was done.</param>
    public void Add(string name, Func<bool> work, Action? dropped = null)
    {
        if (_isOver)
        {
            dropped?.Invoke();
        }
        else if (_entries.TryAdd(name, new Entry(work, new HoldWatch(clock), dropped)))
        {
            _timer ??= clock.CreateTimer(_ => TryAll(), null, Patience.Interval, Patience.Interval);
        }
    }

    /// <summary>Completes when nothing waits any more, be it done or dropped.</summary>
    public Task SettledAsync()
    {
        if (_entries.Count == 0)
        {
            return Task.CompletedTask;
        }

        var settled = new TaskCompletionSource();
        _waiting.Add(settled);
        return settled.Task;
    }

    /// <summary>Drops everything, now and from now on.</summary>
    public void Dispose()
    {
        _isOver = true;
        var dropped = _entries.Values.ToList();
        _entries.Clear();
        dropped.ForEach(entry => entry.Dropped?.Invoke());
        Settle();
    }

    private void TryAll()
    {
        foreach (var (name, entry) in _entries.ToList())
        {
            // What the work itself has to put off counts anew.
            _entries.Remove(name);
            if (!_isOver && !IsDone(entry))
            {
                _entries.TryAdd(name, entry);
            }
        }

        if (_entries.Count == 0)
        {
            Settle();
        }
    }

    private bool IsDone(Entry entry)
    {
        try
        {
            return entry.Work();
        }
        catch (FileHeldException held) when (entry.Watch.IsOver(held))
        {
            entry.Dropped?.Invoke();
            onFailure(Patience.Failure(held));
            return true;
        }
        catch (FileHeldException)
        {
            // Whoever holds it may let go of it before the next try.
            return false;
        }
        catch (DiskFullException)
        {
            // It waits for room instead, as long as that takes.
            entry.Watch.Forget();
            return false;
        }
        catch (IOException error)
        {
            entry.Dropped?.Invoke();
            onFailure(error);
            return true;
        }
    }

    private void Settle()
    {
        _timer?.Dispose();
        _timer = null;
        var waiting = _waiting.ToList();
        _waiting.Clear();
        waiting.ForEach(settled => settled.SetResult());
    }

    private readonly record struct Entry(Func<bool> Work, HoldWatch Watch, Action? Dropped);
}
