using Microsoft.Extensions.Logging.Abstractions;
using MiniKafka.Client;
using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;
using MiniKafka.Tests.Rpc;

namespace MiniKafka.Tests.Client.Producers;

/// <summary>A producer in virtual time, before two brokers that answer what the test says.</summary>
public sealed class ScriptedLeaderTests
{
    private const int Former = 1;
    private const int Next = 2;
    private static readonly Uuid TopicId = new(1, 2);
    private readonly List<int> _asked = [];
    private readonly RpcWorld _world;
    private int _metadataRequests;

    public ScriptedLeaderTests() => _world = new RpcWorld((request, context) => ValueTask.FromResult<IResponse?>(Answer(request, context)));

    [Fact]
    public void A_refusal_that_names_the_new_leader_is_followed_at_once() => _world.Run(async () =>
    {
        // The former leader knows where the next one listens, which the metadata does not (KIP-951).
        await _world.ServerLoop.InvokeAsync(async () =>
            new RpcServer(_world.ServerLoop, _world, NullLogger.Instance).Serve(await _world.Transport.ListenAsync(new NodeEndPoint("b2", 9092), _world.ServerLoop), "NEXT"));
        await using var producer = new Producer<string?, string?>(
            new ProducerConfig { EnableIdempotence = false }, new ClientEnvironment(_world.Host, _world.Transport, [_world.Address]), null, null);
        var began = _world.Host.Clock.GetTimestamp();
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(7, (await producer.ProduceAsync("t", new Message<string?, string?> { Value = "v" })).Offset);
        }

        Assert.Equal(TimeSpan.Zero, _world.Host.Clock.GetElapsedTime(began));
        Assert.Equal([Former, Next, Next, Next], _asked);
        Assert.Equal(1, _metadataRequests);
    });

    private IResponse Answer(IRequest request, RequestContext context)
    {
        switch (request)
        {
            case MetadataRequest:
                _metadataRequests++;
                return new MetadataResponse
                {
                    ClusterId = "scripted",
                    Brokers = [new() { NodeId = Former, Host = "b1", Port = 9092 }],
                    Topics = [new() { Name = "t", TopicId = TopicId, Partitions = [new() { LeaderId = Former, LeaderEpoch = 5 }] }],
                };
            case ProduceRequest:
                var node = context.ListenerName == "NEXT" ? Next : Former;
                _asked.Add(node);
                return new ProduceResponse
                {
                    NodeEndpoints = [new() { NodeId = Next, Host = "b2", Port = 9092 }],
                    Responses =
                    [
                        new()
                        {
                            Name = "t",
                            TopicId = TopicId,
                            PartitionResponses =
                            [
                                node == Next
                                    ? new() { BaseOffset = 7 }
                                    : new() { ErrorCode = ErrorCode.NotLeaderOrFollower, BaseOffset = -1, CurrentLeader = new() { LeaderId = Next, LeaderEpoch = 6 } },
                            ],
                        },
                    ],
                };
            default:
                throw new InvalidOperationException($"The script has no answer to {request.ApiKey}.");
        }
    }
}
