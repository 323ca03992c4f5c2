namespace MiniKafka.Metadata.Control;

/// <summary>
/// When the active controller last heard from each broker, and how far it has read the metadata. Not part of the metadata: a new controller begins
/// with everybody just heard. Owned by the controller's loop; times are milliseconds of its clock.
/// </summary>
internal sealed class BrokerSessions(long sessionTimeoutMs)
{
    private readonly SortedDictionary<int, Session> _sessions = [];

    /// <summary>A broker was heard.</summary>
    public void Touch(int brokerId, long nowMs, long metadataOffset) =>
        _sessions[brokerId] = _sessions.TryGetValue(brokerId, out var session)
            ? session with { LastHeardMs = nowMs, MetadataOffset = metadataOffset }
            : new Session(nowMs, metadataOffset, null);

    /// <summary>The broker came a step further in stopping, which everybody is to have read of before the next: up to this offset.</summary>
    public void Leaves(int brokerId, long metadataOffset)
    {
        if (_sessions.TryGetValue(brokerId, out var session))
        {
            _sessions[brokerId] = session with { LeavesAt = metadataOffset };
        }
    }

    /// <summary>True when the broker has begun to stop.</summary>
    public bool IsLeaving(int brokerId) => _sessions.TryGetValue(brokerId, out var session) && session.LeavesAt is not null;

    public void Forget(int brokerId) => _sessions.Remove(brokerId);

    /// <summary>True while the broker's last sign of life is younger than the timeout.</summary>
    public bool IsLive(int brokerId, long nowMs) => _sessions.TryGetValue(brokerId, out var session) && nowMs - session.LastHeardMs < sessionTimeoutMs;

    /// <summary>Brokers that were silent for too long, the longest silent first.</summary>
    public IReadOnlyList<int> Expired(long nowMs) =>
    [
        .. _sessions.Where(pair => nowMs - pair.Value.LastHeardMs >= sessionTimeoutMs).OrderBy(pair => pair.Value.LastHeardMs).ThenBy(pair => pair.Key).Select(pair => pair.Key),
    ];

    /// <summary>When the next session ends, if nobody is heard until then; null without sessions.</summary>
    public long? NextExpiryMs => _sessions.Count == 0 ? null : _sessions.Values.Min(session => session.LastHeardMs) + sessionTimeoutMs;

    /// <summary>True when every other live broker has read the metadata that says how far this one is with stopping; who stops too need not.</summary>
    public bool AreOthersCaughtUp(int brokerId, long nowMs) =>
        _sessions.TryGetValue(brokerId, out var leaving)
        && leaving.LeavesAt is { } offset
        && _sessions.All(pair => pair.Key == brokerId || pair.Value.LeavesAt is not null || !IsLive(pair.Key, nowMs) || pair.Value.MetadataOffset >= offset);

    private sealed record Session(long LastHeardMs, long MetadataOffset, long? LeavesAt);
}
