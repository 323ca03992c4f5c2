using System.Collections;

namespace MiniKafka.Telemetry.Tests;

/// <summary>What OpenTelemetry's exporter in memory puts down, and who waits for it.</summary>
internal sealed class Exported<T> : ICollection<T>
{
    private readonly object _gate = new();
    private readonly List<T> _items = [];
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Count => Snapshot().Count;

    public bool IsReadOnly => false;

    public List<T> Snapshot()
    {
        lock (_gate)
        {
            return [.. _items];
        }
    }

    /// <summary>The one that is asked for, as soon as it is there; what else there is when it does not come.</summary>
    public async Task<T> WaitForAsync(Func<T, bool> wanted, Func<T, string> show)
    {
        var patience = Task.Delay(TimeSpan.FromSeconds(10));
        while (true)
        {
            Task news;
            lock (_gate)
            {
                if (_items.Find(item => wanted(item)) is { } found)
                {
                    return found;
                }

                news = _news.Task;
            }

            if (await Task.WhenAny(news, patience) == patience)
            {
                throw new TimeoutException($"Not among {string.Join(", ", Snapshot().Select(show))}");
            }
        }
    }

    public void Add(T item)
    {
        lock (_gate)
        {
            _items.Add(item);
            _news.SetResult();
            _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _items.Clear();
        }
    }

    public bool Contains(T item) => Snapshot().Contains(item);

    public void CopyTo(T[] array, int arrayIndex) => Snapshot().CopyTo(array, arrayIndex);

    public bool Remove(T item) => throw new NotSupportedException();

    public IEnumerator<T> GetEnumerator() => Snapshot().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
