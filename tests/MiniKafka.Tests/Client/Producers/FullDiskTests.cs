using MiniKafka.Client;
using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;
using MiniKafka.Tests.Rpc;

namespace MiniKafka.Tests.Client.Producers;

/// <summary>What a producer in virtual time says whose broker has no room: not only that it took too long.</summary>
public sealed class FullDiskTests
{
    private const string Broker = "No space is left in the log directory /data.";
    private static readonly Uuid TopicId = new(1, 2);

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(2)]
    public void A_full_disk_is_named_when_time_or_retries_are_over(int retries)
    {
        var world = new RpcWorld((request, _) => ValueTask.FromResult<IResponse?>(Answer(request)));
        world.Run(async () =>
        {
            var config = new ProducerConfig { EnableIdempotence = false, Retries = retries, DeliveryTimeoutMs = 5000, RequestTimeoutMs = 1000, LingerMs = 0 };
            await using var producer = new Producer<string?, string?>(config, new ClientEnvironment(world.Host, world.Transport, [world.Address]), null, null);
            var failed = await Assert.ThrowsAsync<KafkaException>(() => producer.ProduceAsync("t", new Message<string?, string?> { Value = "v" }));
            Assert.Equal(ErrorCode.KafkaStorageError, failed.Code);
            Assert.Contains(Broker, failed.Message, StringComparison.Ordinal);
            Assert.Contains("KAFKA_STORAGE_ERROR", failed.Message, StringComparison.Ordinal);
        });
    }

    private static IResponse Answer(IRequest request) => request switch
    {
        MetadataRequest => new MetadataResponse
        {
            ClusterId = "scripted",
            Brokers = [new() { NodeId = 1, Host = "b1", Port = 9092 }],
            Topics = [new() { Name = "t", TopicId = TopicId, Partitions = [new() { LeaderId = 1, LeaderEpoch = 5 }] }],
        },
        ProduceRequest => new ProduceResponse
        {
            Responses = [new() { Name = "t", TopicId = TopicId, PartitionResponses = [new() { ErrorCode = ErrorCode.KafkaStorageError, BaseOffset = -1, ErrorMessage = Broker }] }],
        },
        _ => throw new InvalidOperationException($"The script has no answer to {request.ApiKey}."),
    };
}
