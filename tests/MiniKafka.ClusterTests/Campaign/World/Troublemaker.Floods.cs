using System.Buffers;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Frames;
using MiniKafka.Protocol.Messages;
using MiniKafka.Runtime;

namespace MiniKafka.ClusterTests.Campaign.World;

/// <content>Clients that ask for more than they take.</content>
internal sealed partial class Troublemaker
{
    private const int FloodConnections = 4;
    private const int FloodRequests = 1000;

    private readonly List<EventLoop> _flooding = [];
    private readonly byte[][] _flood =
    [
        Request(new ApiVersionsRequest(), version: 2),
        Request(new MetadataRequest { Topics = null }, version: 12),
        Request(new ListOffsetsRequest { ReplicaId = -1, Topics = [new() { Name = SimulatedCluster.Topic, Partitions = [new() { Timestamp = -1 }] }] }, version: 7),
        Request(
            new FetchRequest { MaxBytes = 1000, SessionEpoch = -1, Topics = [new() { Topic = SimulatedCluster.Topic, Partitions = [new() { PartitionMaxBytes = 1000 }] }] },
            version: 12),
    ];

    /// <summary>Somebody sends a node thousands of requests and reads no answer. Chance has numbers of its own for this, so that it changes no other trouble.</summary>
    private void SometimesFlood()
    {
        if (_floodChance.Next(48) == 0 && _cluster.Nodes[_floodChance.Next(_cluster.Nodes.Count)] is { Serves: true, IsPaused: false, IsStopping: false } node)
        {
            Totals.Floods++;
            var length = _floodChance.Next(500, 9_000);
            _tell($"{node.Name} is flooded for {length} ms");
            var address = node.Node!.Listeners.First(bound => bound.Options.IsWithinProcess).Advertised;
            var loop = _cluster.Host.CreateLoop("flood");
            _flooding.Add(loop);
            for (var i = 0; i < FloodConnections; i++)
            {
                loop.Start(() => FloodAsync(loop, address));
            }

            Later(length, () =>
            {
                loop.Stop();
                return Task.CompletedTask;
            });
        }
    }

    private async Task FloodAsync(EventLoop loop, NodeEndPoint address)
    {
        try
        {
            var connection = await _cluster.Network.TransportOf(SimulatedCluster.ClientName).ConnectAsync(address, loop);
            for (var i = 0; i < FloodRequests; i++)
            {
                await connection.SendAsync(new Frame(_flood[i % _flood.Length]));
            }
        }
        catch (ConnectionClosedException)
        {
            // The node ended, or the link broke.
        }
    }

    private static byte[] Request(IRequest request, short version) => FrameCodec.EncodeRequest(request, version, correlationId: 1, "flood").Sequence.ToArray();
}
