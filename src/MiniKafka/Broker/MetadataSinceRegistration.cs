using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;

namespace MiniKafka.Broker;

/// <summary>
/// Shows the metadata to the rest of a broker from its registration on. What the log says before is about an earlier process of this
/// broker: who acted on it would lead partitions once more that others lead by now. The first change is everything there is then.
/// Owned by the broker's loop.
/// </summary>
internal sealed class MetadataSinceRegistration(ClusterView view, Uuid incarnation)
{
    private bool _isRegistered;

    public event Action<ImageChanges>? Published;

    public void Publish(ImageChanges changes, long offset)
    {
        view.Publish(changes.After, offset);
        if (!_isRegistered)
        {
            if (changes.After.Brokers.GetValueOrDefault(view.BrokerId)?.IncarnationId != incarnation)
            {
                return;
            }

            _isRegistered = true;
            changes = new ImageChanges(ClusterImage.Empty, changes.After);
        }

        Published?.Invoke(changes);
    }
}
