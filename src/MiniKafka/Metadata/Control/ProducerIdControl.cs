using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Metadata.Control;

/// <summary>Producer ids a broker may give to producers: <paramref name="Count"/> of them from the first on.</summary>
internal sealed record ProducerIdBlock(Outcome Outcome, long FirstProducerId = -1, int Count = 0);

/// <summary>Handing out blocks of producer ids.</summary>
internal static class ProducerIdControl
{
    private const int ProducerIdsPerBlock = 1000;

    /// <summary>Reserves the next block of producer ids for a broker.</summary>
    public static ControllerResult<ProducerIdBlock> Allocate(ClusterImage image, int brokerId, long brokerEpoch)
    {
        var outcome = BrokerEpochs.Check(image, brokerId, brokerEpoch);
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
}
