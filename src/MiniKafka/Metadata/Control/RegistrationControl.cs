using MiniKafka.Metadata.Elections;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Metadata.Control;

/// <summary>A broker that wants to take part. Its epoch and whether it is fenced are the controller's to say.</summary>
internal sealed record BrokerRegistrationRequest(BrokerRegistration Broker, string ClusterId)
{
    /// <summary>The epoch under which it stopped cleanly, -1 if it did not.</summary>
    public long PreviousBrokerEpoch { get; init; } = -1;
}

/// <summary>Whether a broker is registered and under which epoch.</summary>
internal sealed record RegisteredBroker(Outcome Outcome, long Epoch = -1);

/// <summary>Brokers that come and go.</summary>
internal sealed class RegistrationControl(PartitionChanges changes)
{
    /// <summary>
    /// Registers a broker, fenced until its heartbeats say that it caught up. The process that is registered already may amend what it said of itself.
    /// </summary>
    /// <param name="image">The cluster.</param>
    /// <param name="request">The broker.</param>
    /// <param name="clusterId">The cluster's id.</param>
    /// <param name="nextOffset">Offset of the next metadata record, the first of the answer: it becomes the broker's epoch.</param>
    /// <param name="hasLiveSession">True while the registered broker of this id is heard from.</param>
    public ControllerResult<RegisteredBroker> Register(
        ClusterImage image, BrokerRegistrationRequest request, string clusterId, long nextOffset, bool hasLiveSession)
    {
        var broker = request.Broker;
        if (request.ClusterId != clusterId)
        {
            return Refused(ErrorCode.InconsistentClusterId, $"Expected cluster ID {clusterId}, but got cluster ID {request.ClusterId}");
        }

        var before = image.Brokers.GetValueOrDefault(broker.Id);
        if (before?.IncarnationId == broker.IncarnationId && hasLiveSession)
        {
            return ControllerResult.Unchanged(new RegisteredBroker(Outcome.Success, before.Epoch));
        }

        if (before is not null && before.IncarnationId != broker.IncarnationId && hasLiveSession && !before.IsInControlledShutdown)
        {
            return Refused(ErrorCode.DuplicateBrokerRegistration, $"Another broker is registered with that broker id. If the broker was recently restarted this should self-resolve once the heartbeat manager expires the broker's session.");
        }

        if (FeatureProblem(image, broker) is { } problem)
        {
            return Refused(ErrorCode.UnsupportedVersion, problem);
        }

        if (before?.IncarnationId == broker.IncarnationId)
        {
            var amended = broker with { Epoch = before.Epoch, IsFenced = before.IsFenced, IsInControlledShutdown = before.IsInControlledShutdown };
            return ControllerResult.Of([amended.ToRecord()], new RegisteredBroker(Outcome.Success, before.Epoch));
        }

        // The new process may lack what the old one had not written yet, unless that one stopped cleanly. Partitions change before
        // the broker is registered anew: from then on a record under its old epoch could not be replayed.
        var partitions = before?.Epoch == request.PreviousBrokerEpoch ? changes.Leave(image, broker.Id) : changes.AfterUncleanStart(image, broker.Id);
        var registered = broker with { Epoch = nextOffset, IsFenced = true, IsInControlledShutdown = false };
        return ControllerResult.Of([.. partitions, registered.ToRecord()], new RegisteredBroker(Outcome.Success, nextOffset));

        static ControllerResult<RegisteredBroker> Refused(ErrorCode code, string message) =>
            ControllerResult.Unchanged(new RegisteredBroker(new Outcome(code, message)));
    }

    /// <summary>Takes a broker out of the cluster's books. Its replicas stay assigned to it until they are moved.</summary>
    public ControllerResult<Outcome> Unregister(ClusterImage image, int brokerId)
    {
        if (!image.Brokers.TryGetValue(brokerId, out var broker))
        {
            return ControllerResult.Unchanged(new Outcome(ErrorCode.BrokerIdNotRegistered, $"Broker ID {brokerId} is not currently registered"));
        }

        return ControllerResult.Of(
            [.. changes.Leave(image, brokerId), new UnregisterBrokerRecord { BrokerId = brokerId, BrokerEpoch = broker.Epoch }],
            Outcome.Success);
    }

    private static string? FeatureProblem(ClusterImage image, BrokerRegistration broker)
    {
        foreach (var (name, level) in image.Features)
        {
            var range = broker.Features.GetValueOrDefault(name);
            if (level > 0 && (level < range.Min || level > range.Max))
            {
                return $"Unable to register because the broker does not support finalized version {level} of {name}. The broker wants a version between {range.Min} and {range.Max}, inclusive.";
            }
        }

        return null;
    }
}
