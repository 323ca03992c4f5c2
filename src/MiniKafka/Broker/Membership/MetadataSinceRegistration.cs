using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;

namespace MiniKafka.Broker.Membership;

/// <summary>
/// What of the metadata is a broker's to act upon: all from its registration on. What the log says before is about an earlier process of this
/// broker: who acted on it would lead partitions once more that others lead by now. The first change is everything there is then.
/// Owned by the broker's loop.
/// </summary>
internal sealed class MetadataSinceRegistration(int brokerId, Uuid incarnation)
{
    private bool _isRegistered;

    /// <summary>The change as it is to be acted upon; null before the registration.</summary>
    public ImageChanges? Of(ImageChanges changes)
    {
        if (_isRegistered)
        {
            return changes;
        }

        _isRegistered = changes.After.Brokers.GetValueOrDefault(brokerId)?.IncarnationId == incarnation;
        return _isRegistered ? new ImageChanges(ClusterImage.Empty, changes.After) : null;
    }
}
