using MiniKafka.Broker.Controllers;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Broker.Membership;

/// <summary>
/// Hands out producer ids from a block that the controller reserved for this broker, so that no id is given twice in the
/// life of the cluster. Owned by the broker's loop.
/// </summary>
internal sealed class ProducerIds(ClusterView view, IControllerRequests controller)
{
    private long _next;
    private long _end;
    private Task<ErrorCode>? _reserving;

    /// <summary>The next id, or why there is none.</summary>
    public async ValueTask<(ErrorCode Error, long ProducerId)> NextAsync()
    {
        while (_next == _end)
        {
            // Several producers may find the block used up: the first asks for the next one, the others wait for it.
            var reserving = _reserving ??= ReserveAsync();
            var error = await reserving;
            if (ReferenceEquals(reserving, _reserving))
            {
                _reserving = null;
            }

            if (error != ErrorCode.None)
            {
                return (error, -1);
            }
        }

        return (ErrorCode.None, _next++);
    }

    /// <summary>Whatever the controller has against it, or if there is none: the producer is to ask again.</summary>
    private async Task<ErrorCode> ReserveAsync()
    {
        var epoch = view.Image.Brokers.GetValueOrDefault(view.BrokerId)?.Epoch ?? -1;
        var request = new AllocateProducerIdsRequest { BrokerId = view.BrokerId, BrokerEpoch = epoch };
        try
        {
            var block = await controller.AllocateAsync(request);
            if (block.ErrorCode != ErrorCode.None)
            {
                return ErrorCode.CoordinatorLoadInProgress;
            }

            (_next, _end) = (block.ProducerIdStart, block.ProducerIdStart + block.ProducerIdLen);
            return ErrorCode.None;
        }
        catch (KafkaException exception) when (exception.Code == ErrorCode.RequestTimedOut)
        {
            return ErrorCode.CoordinatorLoadInProgress;
        }
    }
}
