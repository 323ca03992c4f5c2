using MiniKafka.Metadata.Images;

namespace MiniKafka.Quorum.Controllers;

/// <summary>
/// When the active controller last heard from each broker, and how far each has followed the metadata. Kept by the active
/// controller alone and begun anew with every term. Owned by the node's loop.
/// </summary>
internal sealed class BrokerSessions(int timeoutMs, QuorumClock clock)
{
    private readonly SortedDictionary<int, Session> _sessions = [];

    /// <summary>Begins a term: every broker that is not fenced gets a whole timeout to make itself heard.</summary>
    public void Begin(ClusterImage image)
    {
        _sessions.Clear();
        foreach (var broker in image.Brokers.Values.Where(broker => !broker.IsFenced))
        {
            Touch(broker.Id, metadataOffset: -1);
        }
    }

    /// <summary>The broker was heard from.</summary>
    public void Touch(int brokerId, long metadataOffset) =>
        _sessions[brokerId] = new Session(clock.NowMs + timeoutMs, Math.Max(metadataOffset, _sessions.GetValueOrDefault(brokerId).MetadataOffset));

    /// <summary>A new process of the broker: what the old one had followed means nothing.</summary>
    public void Restart(int brokerId) => _sessions[brokerId] = new Session(clock.NowMs + timeoutMs, -1);

    public void Forget(int brokerId) => _sessions.Remove(brokerId);

    public bool IsLive(int brokerId) => _sessions.TryGetValue(brokerId, out var session) && session.ExpiresAtMs > clock.NowMs;

    /// <summary>Brokers that were not heard from for too long.</summary>
    public IReadOnlyList<int> Expired() => [.. _sessions.Where(session => session.Value.ExpiresAtMs <= clock.NowMs).Select(session => session.Key)];

    /// <summary>When the next session ends, or null when there is none.</summary>
    public long? NextExpiryMs() => _sessions.Count == 0 ? null : _sessions.Values.Min(session => session.ExpiresAtMs);

    /// <summary>True when every other active broker has followed the metadata up to an offset.</summary>
    public bool HaveOthersFollowed(ClusterImage image, int brokerId, long offset) => image.Brokers.Values
        .Where(broker => broker.Id != brokerId && broker.IsActive)
        .All(broker => _sessions.TryGetValue(broker.Id, out var session) && session.MetadataOffset >= offset);

    private readonly record struct Session(long ExpiresAtMs, long MetadataOffset);
}
