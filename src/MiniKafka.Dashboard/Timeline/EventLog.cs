namespace MiniKafka.Dashboard.Timeline;

/// <summary>The events that were seen, of which the newest are kept. May be used from any thread.</summary>
internal sealed class EventLog(TimeProvider clock)
{
    public const int MostKept = 1_000;

    private readonly Lock _gate = new();
    private readonly Queue<ClusterEvent> _events = [];
    private long _last;

    public void Add(string kind, string text, string? topic = null, int? partition = null, int? broker = null, string? group = null)
    {
        lock (_gate)
        {
            _events.Enqueue(new ClusterEvent(++_last, clock.GetUtcNow(), kind, text, topic, partition, broker, group));
            if (_events.Count > MostKept)
            {
                _events.Dequeue();
            }
        }
    }

    /// <summary>The newest, in the order in which they happened backwards.</summary>
    public IReadOnlyList<ClusterEvent> Newest(int take)
    {
        lock (_gate)
        {
            return [.. _events.Reverse().Take(take)];
        }
    }
}
