namespace MiniKafka.Broker.FetchSessions;

/// <summary>
/// The sessions of one broker, at most <c>max.incremental.fetch.session.cache.slots</c>. When it is full, a new session
/// takes the place of one that nobody used for two minutes, or of a smaller one that has lived that long; followers'
/// sessions give way only to followers. When none may go, the reader gets no session and keeps sending full fetches.
/// Owned by the broker's loop.
/// </summary>
internal sealed class FetchSessionCache(int slots, TimeProvider clock, Random random)
{
    private static readonly TimeSpan Protected = TimeSpan.FromMinutes(2);
    private readonly SortedDictionary<int, FetchSession> _sessions = [];
    private readonly Dictionary<int, long> _createdAt = [];

    public int Count => _sessions.Count;

    /// <summary>Makes a session for a reader that will use it, or returns null when there is no room.</summary>
    public FetchSession? TryCreate(bool usesTopicIds, bool ofFollower, int partitions)
    {
        if (_sessions.Count >= slots && !TryEvict(ofFollower, partitions))
        {
            return null;
        }

        int id;
        do
        {
            id = random.Next(1, int.MaxValue);
        }
        while (_sessions.ContainsKey(id));

        var session = new FetchSession(id, usesTopicIds, ofFollower) { LastUsed = clock.GetTimestamp() };
        _sessions.Add(id, session);
        _createdAt.Add(id, session.LastUsed);
        return session;
    }

    public FetchSession? Find(int id) => _sessions.GetValueOrDefault(id);

    public void Touch(FetchSession session) => session.LastUsed = clock.GetTimestamp();

    public void Remove(int id)
    {
        _sessions.Remove(id);
        _createdAt.Remove(id);
    }

    private bool TryEvict(bool forFollower, int partitions)
    {
        FetchSession? victim = null;
        foreach (var session in _sessions.Values)
        {
            if (victim is null || session.LastUsed < victim.LastUsed)
            {
                victim = session;
            }
        }

        if (victim is not null && clock.GetElapsedTime(victim.LastUsed) > Protected)
        {
            Remove(victim.Id);
            return true;
        }

        victim = null;
        foreach (var session in _sessions.Values)
        {
            var mayGo = forFollower && !session.OfFollower
                || session.OfFollower == forFollower
                    && session.Count < partitions
                    && clock.GetElapsedTime(_createdAt[session.Id]) > Protected;
            if (mayGo && (victim is null || session.Count < victim.Count))
            {
                victim = session;
            }
        }

        if (victim is null)
        {
            return false;
        }

        Remove(victim.Id);
        return true;
    }
}
