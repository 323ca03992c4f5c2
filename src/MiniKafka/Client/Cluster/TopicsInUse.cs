namespace MiniKafka.Client.Cluster;

/// <summary>
/// The topics that a client looks up, and since when nobody used them. One that the user asked for may be created by that, where brokers do so,
/// until it was found: looking it up again later brings no deleted topic back. Times are timestamps of the clock. Owned by the client's loop.
/// </summary>
internal sealed class TopicsInUse
{
    private readonly SortedDictionary<string, long> _usedAt = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _wanted = new(StringComparer.Ordinal);

    /// <summary>Those that may be created.</summary>
    public List<string> Wanted => [.. _wanted];

    /// <summary>Those that are only looked up.</summary>
    public List<string> Others => [.. _usedAt.Keys.Where(topic => !_wanted.Contains(topic))];

    public bool IsWanted(string topic) => _wanted.Contains(topic);

    public void Use(string topic, long at) => _usedAt[topic] = Math.Max(_usedAt.GetValueOrDefault(topic, at), at);

    /// <summary>The user asks for a topic that is not there.</summary>
    public void Want(string topic, long now)
    {
        Use(topic, now);
        _wanted.Add(topic);
    }

    public void Found(string topic) => _wanted.Remove(topic);

    /// <summary>Takes out those that were not used since.</summary>
    /// <param name="before">The last time that does not count.</param>
    public List<string> Forget(long before)
    {
        var idle = _usedAt.Where(topic => topic.Value <= before).Select(static topic => topic.Key).ToList();
        foreach (var topic in idle)
        {
            _usedAt.Remove(topic);
            _wanted.Remove(topic);
        }

        return idle;
    }
}
