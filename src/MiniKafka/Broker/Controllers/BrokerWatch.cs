using MiniKafka.Broker.Nodes;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Quorum.Controllers;
using MiniKafka.Rpc;
using MiniKafka.Runtime;

namespace MiniKafka.Broker.Controllers;

/// <summary>
/// Notices on the wire that a broker is gone: its connection breaks, or a term begins without one, and nobody listens at its
/// address any more. Then it is fenced at once; a broker that is merely silent keeps its connections and is found by its
/// missing heartbeats. Owned by the node's loop.
/// </summary>
internal sealed class BrokerWatch(int ownId, ActiveController controller, BrokerLifecycle brokers, NodeClient network, EventLoop loop) : IMetadataFollower
{
    private readonly SortedDictionary<int, long> _connections = [];

    /// <summary>A broker made itself heard over a connection.</summary>
    public void HeardFrom(int brokerId, ClientConnection connection)
    {
        if (_connections.GetValueOrDefault(brokerId) == connection.Id)
        {
            return;
        }

        _connections[brokerId] = connection.Id;
        connection.Closed.UnsafeRegister(
            static state =>
            {
                var (watch, broker, id) = ((BrokerWatch, int, long))state!;
                watch.OnClosed(broker, id);
            },
            (this, brokerId, connection.Id));
    }

    /// <summary>A term begins: the broker that led before it may be gone, and others with it.</summary>
    public void OnTermChanged(ClusterImage? image)
    {
        foreach (var broker in image?.Brokers.Values.Where(broker => broker.Id != ownId && !broker.IsFenced) ?? [])
        {
            loop.Start(() => FenceUnlessReachableAsync(broker.Id));
        }
    }

    private void OnClosed(int brokerId, long connectionId)
    {
        if (!loop.IsStopped)
        {
            loop.TryPost(_ => loop.Start(() => LookAsync(brokerId, connectionId)), null);
        }
    }

    private async Task LookAsync(int brokerId, long connectionId)
    {
        if (_connections.GetValueOrDefault(brokerId) != connectionId || !controller.IsActive)
        {
            return;
        }

        _connections.Remove(brokerId);
        brokers.LostTouch(brokerId);
        await FenceUnlessReachableAsync(brokerId);
    }

    private async Task FenceUnlessReachableAsync(int brokerId)
    {
        if (await network.IsReachableAsync(brokerId) || !controller.IsActive)
        {
            return;
        }

        try
        {
            await brokers.FenceAsync(brokerId);
        }
        catch (KafkaException exception) when (exception.Code == ErrorCode.NotController)
        {
            // The next active controller watches connections of its own.
        }
        catch (KafkaException exception) when (exception.Code == ErrorCode.KafkaStorageError)
        {
            // The metadata log has no room: the broker is fenced when its session ends, which is tried until there is some.
        }
    }
}
