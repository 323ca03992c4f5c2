using MiniKafka.Broker.Adapters;
using MiniKafka.Broker.Nodes;
using MiniKafka.Metadata.Replay;
using MiniKafka.Network;
using MiniKafka.Replication;
using MiniKafka.Replication.Followers;
using MiniKafka.Rpc;
using MiniKafka.Runtime;
using MiniKafka.Storage;

namespace MiniKafka.Broker.Publishing;

/// <summary>
/// What makes this broker's replicas followers of others and leaders of others: the fetchers, the way to the controller, and the look at who
/// fell behind. Owned by the broker's loop.
/// </summary>
internal sealed class BrokerReplication : IAsyncDisposable
{
    /// <summary>The selector of Apache Kafka that sends consumers to replicas in their rack, known by its class name.</summary>
    private const string RackAwareSelector = "org.apache.kafka.common.replica.RackAwareReplicaSelector";

    private readonly ITimer _timer;
    private readonly NodeClient _leaders;
    private readonly ReplicationThrottle _leading;
    private readonly ReplicationThrottle _following;

    public BrokerReplication(ClusterView view, ReplicaManager replicas, ListenerOptions betweenBrokers, IIsrChannel channel, EventLoop loop, PromisedCopies? promised)
    {
        var config = view.Config;
        Replicas = replicas;
        _leading = new ReplicationThrottle(view, "leader.replication.throttled.rate", static topic => topic.LeaderReplicationThrottledReplicas, loop.Clock);
        _following = new ReplicationThrottle(view, "follower.replication.throttled.rate", static topic => topic.FollowerReplicationThrottledReplicas, loop.Clock);
        Context = new ReplicationContext(loop, channel)
        {
            Counts = replicas.Counts,
            MaxLagMs = config.ReplicaLagTimeMaxMs,
            MayBeInSync = (broker, epoch) => view.Image.Brokers.TryGetValue(broker, out var registration) && registration.IsActive && (epoch < 0 || registration.Epoch == epoch),
            EpochOf = broker => view.Image.Brokers.TryGetValue(broker, out var registration) && !registration.IsFenced ? registration.Epoch : -1,
            RackOf = broker => view.Image.Brokers.GetValueOrDefault(broker)?.Rack,
            PrefersNearReplicas = config.ReplicaSelectorClass == RackAwareSelector,
            LeaderQuota = _leading.Quota,
            Promised = promised,
        };
        _leaders = new NodeClient(
            betweenBrokers.Transport,
            leader => view.Image.Brokers.GetValueOrDefault(leader)?.Endpoint(betweenBrokers.Name) is { } address ? new NodeEndPoint(address.Host, address.Port) : null,
            loop,
            new RpcClientOptions
            {
                ClientId = $"broker-{view.BrokerId}-fetcher",
                ConnectionTimeout = TimeSpan.FromMilliseconds(config.SocketConnectionSetupTimeoutMs),
                RequestTimeout = TimeSpan.FromMilliseconds(config.ReplicaSocketTimeoutMs),
            });
        Fetchers = new ReplicaFetchers(
            leader => new LeaderEndpoint(leader, view, _leaders, loop.Clock),
            new FollowerSettings(config.ReplicaFetchMaxBytes, TimeSpan.FromMilliseconds(config.ReplicaFetchBackoffMs)) { Quota = _following.Quota },
            loop);

        // A follower is found out within half the permitted lag after it.
        var interval = TimeSpan.FromMilliseconds(Math.Max(1, config.ReplicaLagTimeMaxMs / 2));
        _timer = loop.Clock.CreateTimer(static state => ((ReplicaManager)state!).CheckInSync(), replicas, interval, interval);
    }

    public ReplicaManager Replicas { get; }

    public ReplicationContext Context { get; }

    public ReplicaFetchers Fetchers { get; }

    /// <summary>Follows the rates of throttled replication.</summary>
    public void Learn(ImageChanges changes)
    {
        _leading.Learn(changes);
        _following.Learn(changes);
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await Fetchers.DisposeAsync();
        await _leaders.DisposeAsync();
    }
}
