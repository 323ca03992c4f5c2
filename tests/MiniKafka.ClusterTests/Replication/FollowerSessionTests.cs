using System.Net;
using MiniKafka.Client;
using MiniKafka.ClusterTests.Simulation;
using MiniKafka.Network;
using MiniKafka.Protocol.Frames;
using MiniKafka.Protocol.Messages;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Simulation;

namespace MiniKafka.ClusterTests.Replication;

public sealed class FollowerSessionTests
{
    private const int Partitions = 20;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    [Fact]
    public void A_follower_names_only_what_changed_and_everything_again_to_a_leader_that_came_back() => Run(async (kafka, fetches, clock) =>
    {
        await Task.Delay(Quiet, clock);
        fetches.Clear();
        await Task.Delay(Quiet, clock);
        Assert.NotEmpty(fetches);
        Assert.All(fetches, fetch => Assert.Equal((true, 0), fetch));

        await using var producer = kafka.CreateProducer<string, string>();
        fetches.Clear();
        await producer.ProduceAsync("orders", new Message<string, string> { Key = "k", Value = "v" });
        await Task.Delay(Quiet, clock);
        Assert.Equal(1, fetches.Sum(fetch => fetch.Named));

        fetches.Clear();
        var leader = await kafka.WaitForLeaderAsync("orders", 0);
        await leader.KillAsync();
        await leader.StartAsync();
        await kafka.WaitForIsrAsync("orders", 0, 2);
        await Task.Delay(Quiet, clock);
        Assert.Contains(fetches, fetch => !fetch.IsInSession && fetch.Named > 1);
        Assert.Equal((true, 0), fetches[^1]);
    });

    private static void Run(Func<KafkaCluster, List<(bool IsInSession, int Named)>, TimeProvider, Task> test)
    {
        var host = new SimulatedLoopHost(seed: 1);
        List<(bool, int)> fetches = [];
        VirtualTime.Run(
            host,
            options =>
            {
                options.BrokerCount = 3;
                options.Topics.Add("orders", Partitions, replicationFactor: 2);
                options.TransportOf = (_, inner) => new ListeningTransport(inner, fetches);
            },
            kafka => test(kafka, fetches, host.Clock));
    }

    /// <summary>Tells of every fetch of a follower that leaves over it.</summary>
    private sealed class ListeningTransport(ITransport inner, List<(bool IsInSession, int Named)> fetches) : ITransport
    {
        public async ValueTask<IConnection> ConnectAsync(EndPoint remote, EventLoop loop, CancellationToken cancellationToken = default) =>
            new ListeningConnection(await inner.ConnectAsync(remote, loop, cancellationToken), fetches);

        public ValueTask<IConnectionListener> ListenAsync(EndPoint local, EventLoop loop, CancellationToken cancellationToken = default) =>
            inner.ListenAsync(local, loop, cancellationToken);
    }

    private sealed class ListeningConnection(IConnection inner, List<(bool IsInSession, int Named)> fetches) : IConnection
    {
        public EndPoint LocalEndPoint => inner.LocalEndPoint;

        public EndPoint RemoteEndPoint => inner.RemoteEndPoint;

        public CancellationToken Closed => inner.Closed;

        public ValueTask SendAsync(Frame frame)
        {
            var (header, request) = FrameCodec.DecodeRequest(frame.Bytes);
            if (request is FetchRequest fetch && header.ClientId!.EndsWith("-fetcher", StringComparison.Ordinal))
            {
                fetches.Add((fetch.SessionEpoch > 0, fetch.Topics.Sum(topic => topic.Partitions.Count)));
            }

            return inner.SendAsync(frame);
        }

        public ValueTask<Frame?> ReceiveAsync(CancellationToken cancellationToken = default) => inner.ReceiveAsync(cancellationToken);

        public void Abort(Exception? reason = null) => inner.Abort(reason);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
