using System.Buffers;
using System.Net;
using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Frames;
using MiniKafka.Protocol.Messages;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Simulation;

namespace MiniKafka.ClusterTests.Simulation;

/// <summary>Clients that send all they have at once, where each request takes the broker its time.</summary>
public class FloodedClusterTests
{
    private const int Connections = 60;
    private const int Requests = 10_000;
    private static readonly TimeSpan RequestCost = TimeSpan.FromMicroseconds(50);
    private static readonly TimeSpan LongestProduce = TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_leader_that_is_flooded_is_not_fenced_and_serves_others_meanwhile(bool areAnswersRead)
    {
        var host = new SimulatedLoopHost(seed: 1);
        var slow = new HashSet<string>();
        host.Run(async () =>
        {
            await using var kafka = await KafkaCluster.StartAsync(options =>
            {
                options.Host = host;
                options.BrokerCount = 3;
                options.Topics.Add("orders", partitions: 1, replicationFactor: 3);
                options.TransportOf = (name, inner) => new CostlyTransport(inner, () => slow.Contains(name) ? host : null);
            });
            var leader = await kafka.WaitForLeaderAsync("orders", 0);
            slow.Add(LinkEnd.NameOfBroker(leader.Id));
            await using var producer = kafka.CreateProducer<Null?, long>(new ProducerConfig { Acks = Acks.All });
            await producer.ProduceAsync("orders", new Message<Null?, long>());
            var loop = host.CreateLoop("flood");
            var address = leader.Listeners.First(bound => bound.Options.IsWithinProcess).Advertised;
            var floods = Enumerable.Range(0, Connections).Select(_ => loop.InvokeAsync(() => FloodAsync(kafka.InMemory.Transport, address, loop, areAnswersRead))).ToList();
            var began = host.Elapsed;
            for (var i = 0; i < 1000; i++)
            {
                var started = host.Elapsed;
                await producer.ProduceAsync("orders", new Message<Null?, long>());
                Assert.InRange(host.Elapsed - started, TimeSpan.Zero, LongestProduce);
                Assert.DoesNotContain(kafka.Brokers, broker => broker.Node!.View.Image.Brokers.Values.Any(other => other.IsFenced));
                await Task.Delay(TimeSpan.FromMilliseconds(20), host.Clock);
            }

            if (areAnswersRead)
            {
                Assert.InRange(host.Elapsed - began, TimeSpan.FromSeconds(20), Connections * Requests * RequestCost);
            }

            loop.Stop();
        });
    }

    private static async Task FloodAsync(ITransport transport, EndPoint address, EventLoop loop, bool areAnswersRead)
    {
        var connection = await transport.ConnectAsync(address, loop);
        var request = FrameCodec.EncodeRequest(new ApiVersionsRequest(), version: 2, correlationId: 1, "flood").Sequence.ToArray();
        if (areAnswersRead)
        {
            loop.Start(ReadAsync);
        }

        for (var i = 0; i < Requests; i++)
        {
            await connection.SendAsync(new Frame(request));
        }

        async Task ReadAsync()
        {
            while (await connection.ReceiveAsync() is { } answer)
            {
                answer.Dispose();
            }
        }
    }

    /// <summary>Each request that is taken from a connection takes the host's time.</summary>
    private sealed class CostlyTransport(ITransport inner, Func<SimulatedLoopHost?> host) : ITransport
    {
        public ValueTask<IConnection> ConnectAsync(EndPoint remote, EventLoop loop, CancellationToken cancellationToken = default) =>
            inner.ConnectAsync(remote, loop, cancellationToken);

        public async ValueTask<IConnectionListener> ListenAsync(EndPoint local, EventLoop loop, CancellationToken cancellationToken = default) =>
            new CostlyListener(await inner.ListenAsync(local, loop, cancellationToken), host);
    }

    private sealed class CostlyListener(IConnectionListener inner, Func<SimulatedLoopHost?> host) : IConnectionListener
    {
        public EndPoint LocalEndPoint => inner.LocalEndPoint;

        public Action<string, string>? Refused
        {
            get => inner.Refused;
            set => inner.Refused = value;
        }

        public async ValueTask<IConnection?> AcceptAsync(CancellationToken cancellationToken = default) =>
            await inner.AcceptAsync(cancellationToken) is { } connection ? new CostlyConnection(connection, host) : null;

        public ValueTask UnbindAsync() => inner.UnbindAsync();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class CostlyConnection(IConnection inner, Func<SimulatedLoopHost?> host) : IConnection
    {
        public EndPoint LocalEndPoint => inner.LocalEndPoint;

        public EndPoint RemoteEndPoint => inner.RemoteEndPoint;

        public CancellationToken Closed => inner.Closed;

        public ValueTask SendAsync(Frame frame) => inner.SendAsync(frame);

        public async ValueTask<Frame?> ReceiveAsync(CancellationToken cancellationToken = default)
        {
            var frame = await inner.ReceiveAsync(cancellationToken);
            host()?.Spend(RequestCost);
            return frame;
        }

        public void Abort(Exception? reason = null) => inner.Abort(reason);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
