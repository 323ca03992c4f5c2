using MiniKafka.Client;
using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Tests.Rpc;

namespace MiniKafka.Tests.Client.Producers;

/// <summary>A producer in virtual time, before a leader that is slow.</summary>
public sealed class LateBatchTests
{
    private static readonly Uuid TopicId = new(1, 2);
    private static readonly TopicPartition First = new("t", 0);
    private static readonly TopicPartition Second = new("t", 1);
    private static readonly TimeSpan SlowFrom = TimeSpan.FromSeconds(8);
    private readonly List<int[]> _asked = [];
    private readonly RpcWorld _world;

    public LateBatchTests() => _world = new RpcWorld(async (request, _) => await AnswerAsync(request));

    [Fact]
    public void A_batch_whose_time_is_up_on_its_way_fails_alone_and_others_of_its_leader_are_delivered() => _world.Run(async () =>
    {
        await using var producer = Producer();
        var began = _world.Host.Elapsed;

        // Refused until it is nearly too late, and sent for the last time beside one that has all its time.
        var late = producer.ProduceAsync(First, new Message<string?, string?> { Value = "late" });
        await Task.Delay(TimeSpan.FromSeconds(8), _world.Host.Clock);
        var timely = producer.ProduceAsync(Second, new Message<string?, string?> { Value = "timely" });

        var failure = await Assert.ThrowsAsync<KafkaException>(() => late);
        Assert.Equal(ErrorCode.RequestTimedOut, failure.Code);
        Assert.Contains("delivery.timeout.ms", failure.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(10), _world.Host.Elapsed - began);
        Assert.Equal(7, (await timely).Offset);
        Assert.Single(_asked, partitions => partitions.Contains(Second.Partition));
    });

    private Producer<string?, string?> Producer() => new(
        new ProducerConfig
        {
            EnableIdempotence = false,
            RequestTimeoutMs = 10_000,
            DeliveryTimeoutMs = 10_000,
            RetryBackoffMs = 500,
            RetryBackoffMaxMs = 500,
        },
        new ClientEnvironment(_world.Host, _world.Transport, [_world.Address]),
        null,
        null);

    private async Task<IResponse> AnswerAsync(IRequest request)
    {
        switch (request)
        {
            case MetadataRequest:
                return new MetadataResponse
                {
                    ClusterId = "scripted",
                    Brokers = [new() { NodeId = 1, Host = "b1", Port = 9092 }],
                    Topics = [new() { Name = "t", TopicId = TopicId, Partitions = [new() { LeaderId = 1 }, new() { PartitionIndex = 1, LeaderId = 1 }] }],
                };
            case ProduceRequest produce:
                var partitions = produce.TopicData[0].PartitionData.ConvertAll(partition => partition.Index);
                _asked.Add([.. partitions]);
                var error = ErrorCode.NotEnoughReplicas;
                if (_world.Host.Elapsed >= SlowFrom)
                {
                    error = ErrorCode.None;
                    await Task.Delay(TimeSpan.FromSeconds(4), _world.ServerLoop.Clock);
                }

                return new ProduceResponse
                {
                    Responses =
                    [
                        new()
                        {
                            Name = "t",
                            TopicId = TopicId,
                            PartitionResponses = [.. partitions.Select(partition => new ProduceResponse.PartitionProduceResponse
                            {
                                Index = partition,
                                ErrorCode = error,
                                BaseOffset = error == ErrorCode.None ? 7 : -1,
                            })],
                        },
                    ],
                };
            default:
                throw new InvalidOperationException($"The script has no answer to {request.ApiKey}.");
        }
    }
}
