using System.Net;
using MiniKafka.Broker;
using MiniKafka.Broker.Handlers;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Replication;
using MiniKafka.Rpc;
using MiniKafka.Storage;
using MiniKafka.Tests.Metadata;
using MiniKafka.Tests.Storage;
using MiniKafka.Tests.Storage.Directories;

namespace MiniKafka.Tests.Broker.Handlers;

/// <summary>A new leader whose high watermark has not reached the beginning of its epoch (KIP-207).</summary>
public sealed class ListOffsetsTests
{
    private const long Earliest = -2;
    private const long Latest = -1;
    private const int Consumer = -1;
    private const int Debugger = -2;
    private const long Time = 1_700_000_000_000;

    [Fact]
    public void A_new_leader_tells_of_no_end_until_its_watermark_has_reached_its_epoch() => TestManager.Run(async (host, loop) =>
    {
        var cluster = new TestCluster(2);
        cluster.Create("t");
        var view = new ClusterView(1, TestCluster.ClusterId, cluster.Layers);
        view.Publish(cluster.Image, 1);
        using var manager = await TestManager.StartAsync(host, loop, new MiniKafka.Storage.Files.MemoryFileSystem(loop.Clock), "data");
        var id = new TopicIdPartition(cluster.Image.Topics["t"].Id, "t", 0);
        var log = manager.GetOrCreate(id.TopicPartition, id.TopicId, LogConfig.Default)!;
        log.AppendAsLeader(TestLog.BatchAt(Time, "written by the leader before"), 0, AppendOrigin.Client, firstSequenceMustBeZero: false);
        var context = new ReplicationContext(loop, new SilentChannel()) { MayBeInSync = (_, _) => true, EpochOf = _ => -1 };
        var partition = new Partition(id, 1, log, new PartitionState(2, 0, 0, [1, 2], [1, 2]), context);
        var replicas = new ReplicaManager(1, loop.Clock);
        replicas.Add(partition);
        partition.Apply(new PartitionState(1, 1, 1, [1, 2], [1, 2]));
        var handler = new ListOffsetsHandler(replicas, view);

        Assert.Equal((ErrorCode.OffsetNotAvailable, -1), await AskAsync(handler, 5, Consumer, Latest));
        Assert.Equal((ErrorCode.LeaderNotAvailable, -1), await AskAsync(handler, 4, Consumer, Latest));
        Assert.Equal((ErrorCode.OffsetNotAvailable, -1), await AskAsync(handler, 5, Consumer, Time));
        Assert.Equal((ErrorCode.None, 0), await AskAsync(handler, 5, Consumer, Earliest));
        Assert.Equal((ErrorCode.None, 1), await AskAsync(handler, 5, Debugger, Latest));

        partition.OnFollowerFetch(2, -1, fetchOffset: 1, logStartOffset: 0);

        Assert.Equal((ErrorCode.None, 1), await AskAsync(handler, 5, Consumer, Latest));
        Assert.Equal((ErrorCode.None, 0), await AskAsync(handler, 5, Consumer, Time));
        Assert.Equal((ErrorCode.None, -1), await AskAsync(handler, 5, Consumer, Time + 1));
    });

    private static async Task<(ErrorCode Error, long Offset)> AskAsync(ListOffsetsHandler handler, short version, int replicaId, long timestamp)
    {
        var connection = new ClientConnection(1, "PLAINTEXT", new IPEndPoint(IPAddress.Loopback, 1), CancellationToken.None);
        var request = new ListOffsetsRequest
        {
            ReplicaId = replicaId, Topics = [new() { Name = "t", Partitions = [new() { PartitionIndex = 0, Timestamp = timestamp, CurrentLeaderEpoch = -1 }] }],
        };
        var response = (ListOffsetsResponse)(await ((IRequestHandler)handler).HandleAsync(request, new RequestContext(ApiCatalog.Get(ApiKey.ListOffsets), version, 1, "c", connection)))!;
        return (response.Topics[0].Partitions[0].ErrorCode, response.Topics[0].Partitions[0].Offset);
    }

    /// <summary>Changes of the in-sync set are never decided here.</summary>
    private sealed class SilentChannel : IIsrChannel
    {
        public Task<IsrAnswer> ProposeAsync(IsrChange change) => new TaskCompletionSource<IsrAnswer>().Task;
    }
}
