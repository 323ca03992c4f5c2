using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKafka.Client;
using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Records;
using MiniKafka.Rpc;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Tests.Rpc;

namespace MiniKafka.Tests.Client.Consumers;

/// <summary>A consumer in virtual time, before two brokers that answer what the test says.</summary>
public sealed class ScriptedClusterTests
{
    private const int Leader = 1;
    private const int Near = 2;
    private static readonly TopicPartition Partition = new("t", 0);
    private static readonly Uuid TopicId = new(1, 2);
    private readonly List<(int Node, long Offset, string Rack)> _fetches = [];
    private readonly RpcWorld _world;
    private int _metadataRequests;
    private FetchRequest.FetchPartition _asked = new();

    public ScriptedClusterTests() => _world = new RpcWorld(AnswerAsync);

    /// <summary>What a node answers for the partition; null when it has nothing for now.</summary>
    private Func<int, long, FetchResponse.PartitionData?> Fetched { get; set; } = (_, _) => null;

    /// <summary>What a node says of the session of a fetch; no session as a rule.</summary>
    private Func<FetchRequest, (ErrorCode Error, int SessionId)> Session { get; set; } = _ => (ErrorCode.None, 0);

    private ErrorCode LeaveError { get; set; }

    [Fact]
    public void Records_come_from_the_near_replica_the_leader_names_and_from_the_leader_when_that_one_refuses()
    {
        // The leader sends away whoever it may; the near replica knows nothing of offset 2, and the leader is asked instead.
        var refused = false;
        Fetched = (node, offset) =>
        {
            if (node == Near && offset == 2)
            {
                refused = true;
                return new FetchResponse.PartitionData { ErrorCode = ErrorCode.OffsetOutOfRange };
            }

            return offset > 3 ? null
                : node == Leader && !refused ? new FetchResponse.PartitionData { PreferredReadReplica = Near, HighWatermark = 4 }
                : Record(offset);
        };
        Run(new ConsumerConfig { ClientRack = "west" }, async consumer =>
        {
            consumer.Assign(new TopicPartitionOffset(Partition, 0));
            Assert.Equal([0, 1, 2, 3], await ReadAsync(consumer, 4));
        });

        Assert.All(_fetches, fetch => Assert.Equal("west", fetch.Rack));
        Assert.Equal([(Leader, 0L), (Near, 0), (Near, 1), (Near, 2), (Leader, 2)], _fetches.Take(5).Select(fetch => (fetch.Node, fetch.Offset)));
    }

    [Fact]
    public void A_refusal_that_names_the_new_leader_is_followed_at_once()
    {
        Fetched = (node, offset) => node == Near ? Record(offset) : new FetchResponse.PartitionData
        {
            ErrorCode = ErrorCode.NotLeaderOrFollower,
            CurrentLeader = new FetchResponse.LeaderIdAndEpoch { LeaderId = Near, LeaderEpoch = 6 },
        };
        Run(new ConsumerConfig(), async consumer =>
        {
            consumer.Assign(new TopicPartitionOffset(Partition, 0));
            var asked = _metadataRequests;
            var began = _world.Host.Clock.GetTimestamp();
            Assert.Equal([0, 1], await ReadAsync(consumer, 2));
            Assert.Equal(TimeSpan.Zero, _world.Host.Clock.GetElapsedTime(began));
            Assert.InRange(_metadataRequests, asked, asked + 1);
        });
        Assert.Equal([Leader, Near, Near], _fetches.Take(3).Select(fetch => fetch.Node));
    }

    [Fact]
    public void A_partition_is_fetched_ahead_only_as_far_as_its_bound()
    {
        Fetched = (_, offset) => Record(offset, new string('x', 10_000));
        Run(new ConsumerConfig { MaxPartitionFetchBytes = 1000 }, async consumer =>
        {
            consumer.Assign(new TopicPartitionOffset(Partition, 0));
            await Task.Delay(TimeSpan.FromMinutes(1), _world.Host.Clock);

            // A partition that has its bytes waits for the application, so one answer is all.
            Assert.Single(_fetches);
            await ReadAsync(consumer, 5);
            await Task.Delay(TimeSpan.FromMinutes(1), _world.Host.Clock);
            Assert.InRange(_fetches.Count, 5, 6);
        });
    }

    [Theory]
    [InlineData(ErrorCode.FetchSessionIdNotFound)]
    [InlineData(ErrorCode.InvalidFetchSessionEpoch)]
    public void A_session_that_the_broker_does_not_know_any_more_is_begun_anew(ErrorCode lost)
    {
        var epochs = new List<int>();
        Fetched = (_, offset) => offset < 2 ? Record(offset) : null;
        Session = request =>
        {
            epochs.Add(request.SessionEpoch);
            return (epochs.Count == 3 ? lost : ErrorCode.None, 7);
        };
        Run(new ConsumerConfig { FetchMaxWaitMs = 100 }, async consumer =>
        {
            consumer.Assign(new TopicPartitionOffset(Partition, 0));
            Assert.Equal([0, 1], await ReadAsync(consumer, 2));
            await Task.Delay(TimeSpan.FromSeconds(1), _world.Host.Clock);
        });
        Assert.Equal([0, 1, 2, 0, 1, 2], epochs.Take(6));
    }

    [Fact]
    public void A_consumer_that_ends_ends_its_session_and_does_not_wait_behind_a_fetch_for_that()
    {
        var sessions = new List<(int Id, int Epoch)>();
        Fetched = (_, offset) => offset < 2 ? Record(offset) : null;
        Session = request =>
        {
            sessions.Add((request.SessionId, request.SessionEpoch));
            return (ErrorCode.None, 7);
        };
        var took = TimeSpan.MaxValue;
        Run(new ConsumerConfig { FetchMaxWaitMs = 10_000 }, async consumer =>
        {
            consumer.Assign(new TopicPartitionOffset(Partition, 0));
            Assert.Equal([0, 1], await ReadAsync(consumer, 2));
            await Task.Delay(TimeSpan.FromSeconds(1), _world.Host.Clock);
            var began = _world.Host.Elapsed;
            await consumer.DisposeAsync();
            took = _world.Host.Elapsed - began;
        });
        Assert.Equal([(0, 0), (7, 1), (7, 2), (7, -1)], sessions);
        Assert.Equal(TimeSpan.Zero, took);
    }

    [Fact]
    public void A_consumer_whose_broker_does_not_answer_any_more_ends_all_the_same()
    {
        Fetched = (_, offset) => offset < 2 ? Record(offset) : null;
        Session = request => (request.SessionEpoch == -1 ? throw new RequestRefusedException("gone") : ErrorCode.None, 7);
        Run(new ConsumerConfig(), async consumer =>
        {
            consumer.Assign(new TopicPartitionOffset(Partition, 0));
            Assert.Equal([0, 1], await ReadAsync(consumer, 2));
            await consumer.DisposeAsync();
        });
    }

    [Theory]
    [InlineData(ErrorCode.None, false)]
    [InlineData(ErrorCode.UnknownMemberId, false)]
    [InlineData(ErrorCode.NotCoordinator, false)]
    [InlineData(ErrorCode.GroupAuthorizationFailed, true)]
    public void An_error_of_leaving_is_told_unless_the_group_will_find_out_by_itself(ErrorCode error, bool isTold)
    {
        LeaveError = error;
        KafkaException? told = null;
        Fetched = (_, offset) => Record(offset);
        Run(new ConsumerConfig { GroupId = "g", AutoOffsetReset = AutoOffsetReset.Earliest }, async consumer =>
        {
            consumer.Subscribe("t");
            await ReadAsync(consumer, 1);
            try
            {
                await consumer.DisposeAsync();
            }
            catch (KafkaException exception)
            {
                told = exception;
            }
        });
        Assert.Equal(isTold ? error : null, told?.Code);
    }

    private static async Task<List<long>> ReadAsync(Consumer<string?, string?> consumer, int count)
    {
        var offsets = new List<long>();
        await foreach (var record in consumer.ConsumeAsync())
        {
            offsets.Add(record.Offset);
            if (offsets.Count == count)
            {
                break;
            }
        }

        return offsets;
    }

    private static FetchResponse.PartitionData Record(long offset, string value = "v")
    {
        var builder = new RecordBatchBuilder();
        builder.TryAppend(1000, NullableBytes.Null, System.Text.Encoding.UTF8.GetBytes(value), []);
        var bytes = builder.Build();
        var copy = bytes.Sequence.ToArray();
        bytes.Release();
        RecordBatchPatch.SetBaseOffset(copy, offset);
        return new FetchResponse.PartitionData { HighWatermark = offset + 1, Records = new SharedBytes(copy) };
    }

    private void Run(ConsumerConfig config, Func<Consumer<string?, string?>, Task> test) => _world.Run(async () =>
    {
        var near = new NodeEndPoint("b2", 9092);
        await _world.ServerLoop.InvokeAsync(async () =>
            new RpcServer(_world.ServerLoop, _world, NullLogger.Instance).Serve(await _world.Transport.ListenAsync(near, _world.ServerLoop), "NEAR"));
        var consumer = new Consumer<string?, string?>(config, new ClientEnvironment(_world.Host, _world.Transport, [_world.Address]), null, null);
        await test(consumer);
        await consumer.DisposeAsync();
    });

    private async ValueTask<IResponse?> AnswerAsync(IRequest request, RequestContext context)
    {
        switch (request)
        {
            case FetchRequest fetch:
                return await FetchAsync(fetch, context.ListenerName == "NEAR" ? Near : Leader);
            case MetadataRequest:
                _metadataRequests++;
                return Metadata();
            case ListOffsetsRequest:
                return new ListOffsetsResponse { Topics = [new() { Name = "t", Partitions = [new() { Offset = 0, LeaderEpoch = 5 }] }] };
            case FindCoordinatorRequest:
                return new FindCoordinatorResponse { Coordinators = [new() { Key = "g", NodeId = Leader, Host = "b1", Port = 9092 }] };
            case JoinGroupRequest join:
                return new JoinGroupResponse
                {
                    GenerationId = 1,
                    ProtocolType = "consumer",
                    ProtocolName = join.Protocols[0].Name,
                    Leader = "m",
                    MemberId = "m",
                    Members = [new() { MemberId = "m", Metadata = join.Protocols[0].Metadata }],
                };
            case SyncGroupRequest sync:
                return new SyncGroupResponse { Assignment = sync.Assignments[0].Assignment };
            case HeartbeatRequest:
                return new HeartbeatResponse();
            case OffsetFetchRequest:
                return new OffsetFetchResponse { Groups = [new() { GroupId = "g" }] };
            case OffsetCommitRequest:
                return new OffsetCommitResponse();
            case LeaveGroupRequest:
                return new LeaveGroupResponse { Members = [new() { MemberId = "m", ErrorCode = LeaveError }] };
            default:
                throw new InvalidOperationException($"The script has no answer to {request.ApiKey}.");
        }
    }

    private async Task<FetchResponse> FetchAsync(FetchRequest request, int node)
    {
        var (error, sessionId) = Session(request);
        if (error != ErrorCode.None)
        {
            return new FetchResponse { ErrorCode = error };
        }

        // Who names nothing wants what it wanted before.
        var asked = _asked = request.Topics.Count > 0 ? request.Topics[0].Partitions[0] : _asked;
        _fetches.Add((node, asked.FetchOffset, request.RackId));
        var data = Fetched(node, asked.FetchOffset);
        if (data is null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(request.MaxWaitMs), _world.Host.Clock);
        }

        return new FetchResponse
        {
            SessionId = sessionId,
            NodeEndpoints = [new() { NodeId = Near, Host = "b2", Port = 9092 }],
            Responses = [new() { TopicId = TopicId, Partitions = [data ?? new FetchResponse.PartitionData()] }],
        };
    }

    private static MetadataResponse Metadata() => new()
    {
        ClusterId = "scripted",
        Brokers = [new() { NodeId = Leader, Host = "b1", Port = 9092, Rack = "east" }, new() { NodeId = Near, Host = "b2", Port = 9092, Rack = "west" }],
        Topics = [new() { Name = "t", TopicId = TopicId, Partitions = [new() { LeaderId = Leader, LeaderEpoch = 5, ReplicaNodes = [Leader, Near], IsrNodes = [Leader, Near] }] }],
    };
}
