using System.Net;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Frames;
using MiniKafka.Protocol.Messages;
using MiniKafka.Runtime;

namespace MiniKafka.ClusterTests.Campaign.World;

/// <summary>Bends requests between nodes on their way so that their receiver acts against a rule: shows that the referee would notice.</summary>
internal sealed class BendingTransport(ITransport inner, BrokenRule broken, SimulatedCluster cluster) : ITransport
{
    private static readonly TimeSpan HonestTime = TimeSpan.FromSeconds(15);

    public async ValueTask<IConnection> ConnectAsync(EndPoint remote, EventLoop loop, CancellationToken cancellationToken = default) =>
        new BendingConnection(await inner.ConnectAsync(remote, loop, cancellationToken), this);

    public ValueTask<IConnectionListener> ListenAsync(EndPoint local, EventLoop loop, CancellationToken cancellationToken = default) =>
        inner.ListenAsync(local, loop, cancellationToken);

    private Frame Bent(Frame frame)
    {
        var (key, version) = FrameCodec.PeekRequest(new ProtocolReader(frame.Bytes));
        var wanted = broken switch
        {
            BrokenRule.Vote => ApiKey.Vote,
            _ => ApiKey.Fetch,
        };
        if (key != (short)wanted)
        {
            return frame;
        }

        var (header, request) = FrameCodec.DecodeRequest(frame.Bytes);
        Bend(request);
        var bent = FrameCodec.EncodeRequest(request, version, header.CorrelationId, header.ClientId);
        frame.Dispose();
        return new Frame(bent);
    }

    private void Bend(IRequest request)
    {
        switch (request)
        {
            case FetchRequest fetch when fetch.ReplicaState?.ReplicaId >= 0:
                foreach (var topic in fetch.Topics.Where(topic => topic.TopicId != Quorum.MetadataTopic.Id))
                {
                    topic.Partitions.ForEach(partition => Bend(topic.TopicId, partition));
                }

                break;
            case VoteRequest vote:
                foreach (var partition in vote.Topics.SelectMany(topic => topic.Partitions))
                {
                    partition.LastOffset = long.MaxValue;
                    partition.LastOffsetEpoch = partition.ReplicaEpoch - (partition.PreVote ? 0 : 1);
                }

                break;
            default:
                break;
        }
    }

    /// <summary>The follower does not say what it last read; under the other rule it claims to have all that the leader has.</summary>
    private void Bend(Uuid topicId, FetchRequest.FetchPartition partition)
    {
        if (broken == BrokenRule.Truncation)
        {
            partition.LastFetchedEpoch = -1;
            return;
        }

        var id = new TopicPartition(cluster.Image.TopicNames[topicId], partition.Partition);
        var leader = cluster.Nodes.Select(node => node.Node?.Replicas.Find(id)).FirstOrDefault(replica => replica is { IsLeader: true });
        if (cluster.Host.Elapsed > HonestTime && leader is not null && leader.Log.LogEndOffset > partition.FetchOffset)
        {
            (partition.FetchOffset, partition.LastFetchedEpoch) = (leader.Log.LogEndOffset, -1);
        }
    }

    private sealed class BendingConnection(IConnection connection, BendingTransport transport) : IConnection
    {
        public EndPoint LocalEndPoint => connection.LocalEndPoint;

        public EndPoint RemoteEndPoint => connection.RemoteEndPoint;

        public CancellationToken Closed => connection.Closed;

        public ValueTask SendAsync(Frame frame) => connection.SendAsync(transport.Bent(frame));

        public ValueTask<Frame?> ReceiveAsync(CancellationToken cancellationToken = default) => connection.ReceiveAsync(cancellationToken);

        public void Abort(Exception? reason = null) => connection.Abort(reason);

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
