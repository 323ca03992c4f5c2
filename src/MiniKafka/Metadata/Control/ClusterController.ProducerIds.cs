using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Metadata.Control;

/// <summary>Producer ids a broker may give to producers: <paramref name="Count"/> of them from the first on.</summary>
internal sealed record ProducerIdBlock(Outcome Outcome, long FirstProducerId = -1, int Count = 0);

/// <summary>Handing out blocks of producer ids.</summary>
internal sealed partial class ClusterController
{
    private const int ProducerIdsPerBlock = 1000;

    /// <summary>Reserves the next block of producer ids for a broker.</summary>
    public static ControllerResult<ProducerIdBlock> AllocateProducerIds(ClusterImage image, int brokerId, long brokerEpoch)
    {
        ArgumentNullException.ThrowIfNull(image);
        var outcome = CheckEpoch(image, brokerId, brokerEpoch);
        if (!outcome.IsSuccess)
        {
            return ControllerResult.Unchanged(new ProducerIdBlock(outcome));
        }

        var first = image.NextProducerId;
        if (first > long.MaxValue - ProducerIdsPerBlock)
        {
            return ControllerResult.Unchanged(new ProducerIdBlock(new Outcome(ErrorCode.UnknownServerError, "All producer ids have been handed out.")));
        }

        return ControllerResult.Of(
            [new ProducerIdsRecord { BrokerId = brokerId, BrokerEpoch = brokerEpoch, NextProducerId = first + ProducerIdsPerBlock }],
            new ProducerIdBlock(Outcome.Success, first, ProducerIdsPerBlock));
    }

    /// <summary>A broker speaks for itself only under the epoch of its last registration.</summary>
    private static Outcome CheckEpoch(ClusterImage image, int brokerId, long brokerEpoch) =>
        !image.Brokers.TryGetValue(brokerId, out var broker) ? new Outcome(ErrorCode.StaleBrokerEpoch, $"Broker {brokerId} is not registered.")
        : broker.Epoch != brokerEpoch ? new Outcome(ErrorCode.StaleBrokerEpoch, $"Expected broker epoch {broker.Epoch}, but got broker epoch {brokerEpoch}.")
        : Outcome.Success;
}
