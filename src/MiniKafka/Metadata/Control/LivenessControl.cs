using MiniKafka.Metadata.Elections;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Metadata.Control;

/// <summary>What a broker says about itself at regular intervals.</summary>
internal sealed record BrokerHeartbeat(int BrokerId, long BrokerEpoch, long MetadataOffset, bool WantsFence, bool WantsShutDown)
{
    /// <summary>Ids of log directories that failed.</summary>
    public IReadOnlyList<Uuid> OfflineLogDirs { get; init; } = [];
}

/// <summary>What the controller tells the broker in return.</summary>
internal sealed record HeartbeatReply(Outcome Outcome, bool IsCaughtUp = false, bool IsFenced = true, bool ShouldShutDown = false);

/// <summary>Brokers that are fenced, come back, stop or vanish, and what that does to leaders and in-sync replicas.</summary>
internal sealed class LivenessControl(PartitionChanges changes)
{
    /// <summary>Answers a heartbeat: fences or unfences, begins and ends a controlled shutdown.</summary>
    /// <param name="image">The cluster.</param>
    /// <param name="heartbeat">What the broker says.</param>
    /// <param name="areOthersCaughtUp">True when every active broker has seen this broker's handing over, so that it may go.</param>
    public ControllerResult<HeartbeatReply> Heartbeat(ClusterImage image, BrokerHeartbeat heartbeat, bool areOthersCaughtUp = true)
    {
        var outcome = BrokerEpochs.Check(image, heartbeat.BrokerId, heartbeat.BrokerEpoch);
        if (!outcome.IsSuccess)
        {
            return ControllerResult.Unchanged(new HeartbeatReply(outcome));
        }

        var broker = image.Brokers[heartbeat.BrokerId];
        var isCaughtUp = heartbeat.MetadataOffset >= broker.Epoch;
        var isLeading = (broker.IsInControlledShutdown || heartbeat.WantsShutDown) && Leads(image, broker.Id);
        return Next(broker, heartbeat, isCaughtUp, isLeading, areOthersCaughtUp) switch
        {
            BrokerStep.Unfence => Answer(Unfenced(image, broker.Id), isFenced: false),
            BrokerStep.Fence => Answer(broker.IsFenced ? [] : Fenced(image, broker.Id), isFenced: true),
            BrokerStep.HandOver => Answer(HandedOver(image, broker.Id), isFenced: false),
            BrokerStep.ShutDown => Answer(broker.IsFenced ? [] : Fenced(image, broker.Id), isFenced: true, shouldShutDown: true),
            _ => Answer([], isFenced: broker.IsFenced),
        };

        ControllerResult<HeartbeatReply> Answer(IEnumerable<IPersistedRecord> records, bool isFenced, bool shouldShutDown = false) =>
            ControllerResult.Of([.. records, .. Offline(image, broker, heartbeat.OfflineLogDirs)], new HeartbeatReply(Outcome.Success, isCaughtUp, isFenced, shouldShutDown));
    }

    /// <summary>Fences a broker that was not heard from for too long.</summary>
    public ControllerResult<Outcome> Fence(ClusterImage image, int brokerId) =>
        image.Brokers.TryGetValue(brokerId, out var broker) && !broker.IsFenced
            ? ControllerResult.Of(Fenced(image, brokerId), Outcome.Success)
            : ControllerResult.Unchanged(Outcome.Success);

    private enum BrokerStep
    {
        Stay,
        Fence,
        Unfence,
        HandOver,
        ShutDown,
    }

    private static BrokerStep Next(BrokerRegistration broker, BrokerHeartbeat heartbeat, bool isCaughtUp, bool isLeading, bool areOthersCaughtUp)
    {
        if (broker.IsFenced)
        {
            return heartbeat.WantsShutDown ? BrokerStep.ShutDown
                : !heartbeat.WantsFence && isCaughtUp ? BrokerStep.Unfence
                : BrokerStep.Stay;
        }

        if (broker.IsInControlledShutdown)
        {
            return !isLeading && areOthersCaughtUp ? BrokerStep.ShutDown : BrokerStep.Stay;
        }

        return (heartbeat.WantsFence, heartbeat.WantsShutDown) switch
        {
            (true, true) => BrokerStep.ShutDown,
            (true, false) => BrokerStep.Fence,
            (false, true) => isLeading ? BrokerStep.HandOver : BrokerStep.ShutDown,
            _ => BrokerStep.Stay,
        };
    }

    private static bool Leads(ClusterImage image, int brokerId) =>
        image.Topics.Values.Any(topic => topic.Partitions.Values.Any(partition => partition.Leader == brokerId));

    private IEnumerable<IPersistedRecord> Fenced(ClusterImage image, int brokerId) =>
        changes.Leave(image, brokerId).Append(new BrokerRegistrationChangeRecord { BrokerId = brokerId, BrokerEpoch = image.Brokers[brokerId].Epoch, Fenced = 1 });

    private IEnumerable<IPersistedRecord> HandedOver(ClusterImage image, int brokerId) =>
        changes.Leave(image, brokerId).Prepend(new BrokerRegistrationChangeRecord { BrokerId = brokerId, BrokerEpoch = image.Brokers[brokerId].Epoch, InControlledShutdown = 1 });

    /// <summary>The broker may lead again: partitions without a leader are looked at.</summary>
    private IEnumerable<IPersistedRecord> Unfenced(ClusterImage image, int brokerId) =>
        changes.FindLeaders(image, unfenced: brokerId)
            .Prepend(new BrokerRegistrationChangeRecord { BrokerId = brokerId, BrokerEpoch = image.Brokers[brokerId].Epoch, Fenced = -1 });

    /// <summary>Log directories failed: their replicas leave the ISR and lead no more.</summary>
    private IEnumerable<IPersistedRecord> Offline(ClusterImage image, BrokerRegistration broker, IReadOnlyList<Uuid> offline)
    {
        var failed = offline.Where(directory => broker.LogDirs.Contains(directory)).ToList();
        if (failed.Count == 0)
        {
            return [];
        }

        var change = new BrokerRegistrationChangeRecord
        {
            BrokerId = broker.Id, BrokerEpoch = broker.Epoch, LogDirs = [.. broker.LogDirs.Where(directory => !failed.Contains(directory))],
        };
        return changes.WithoutBroker(image, broker.Id, (_, partition) => partition.Isr.Contains(broker.Id) && failed.Contains(partition.DirectoryOf(broker.Id)))
            .Prepend(change);
    }
}
