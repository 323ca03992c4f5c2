using MiniKafka.Metadata.Control;
using MiniKafka.Model;
using MiniKafka.Quorum.Controllers;

namespace MiniKafka.Broker;

/// <summary>
/// Hands out producer ids from a block that the controller reserved for this broker, so that no id is given twice in the
/// life of the cluster. Owned by the broker's loop.
/// </summary>
internal sealed class ProducerIds(ClusterView view, ActiveController controller)
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
            var error = await (_reserving ??= ReserveAsync());
            _reserving = null;
            if (error != ErrorCode.None)
            {
                return (error, -1);
            }
        }

        return (ErrorCode.None, _next++);
    }

    private async Task<ErrorCode> ReserveAsync()
    {
        var epoch = view.Image.Brokers.GetValueOrDefault(view.BrokerId)?.Epoch ?? -1;
        var block = await controller.ExecuteAsync((_, image) => ClusterController.AllocateProducerIds(image, view.BrokerId, epoch));
        if (block.Outcome.IsSuccess)
        {
            (_next, _end) = (block.FirstProducerId, block.FirstProducerId + block.Count);
        }

        return block.Outcome.Code;
    }
}
