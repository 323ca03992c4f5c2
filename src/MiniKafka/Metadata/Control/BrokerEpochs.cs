using MiniKafka.Metadata.Images;
using MiniKafka.Model;

namespace MiniKafka.Metadata.Control;

/// <summary>A broker speaks for itself only under the epoch of its last registration.</summary>
internal static class BrokerEpochs
{
    public static Outcome Check(ClusterImage image, int brokerId, long brokerEpoch) =>
        !image.Brokers.TryGetValue(brokerId, out var broker) ? new Outcome(ErrorCode.StaleBrokerEpoch, $"Broker {brokerId} is not registered.")
        : broker.Epoch != brokerEpoch ? new Outcome(ErrorCode.StaleBrokerEpoch, $"Expected broker epoch {broker.Epoch}, but got broker epoch {brokerEpoch}.")
        : Outcome.Success;
}
