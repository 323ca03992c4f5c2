using MiniKafka.Client;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.ClusterTests.LogDirectories;

/// <summary>A cluster whose disks are full, metadata and all, as clients see it.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly ManyDirectories _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Topics_and_records_are_refused_what_is_there_stays_readable_and_all_goes_on_when_there_is_room()
    {
        await using var kafka = await _world.StartAsync(partitions: 1);
        await ManyDirectories.ProduceAsync(kafka, 0, from: 0, count: 10);
        _world.Files.Fill(_world.First);
        _world.Files.Fill(_world.Second);

        var refused = await CreateAsync(kafka, "other");
        Assert.Equal(ErrorCode.KafkaStorageError, refused.ErrorCode);
        Assert.Contains("no room", refused.ErrorMessage, StringComparison.Ordinal);
        var impatient = new ProducerConfig { DeliveryTimeoutMs = 1000, RequestTimeoutMs = 500, LingerMs = 0 };
        var late = await Assert.ThrowsAnyAsync<KafkaException>(() => ManyDirectories.ProduceAsync(kafka, 0, from: 10, count: 1, impatient));
        Assert.Equal(ErrorCode.KafkaStorageError, late.Code);
        Assert.Contains("No space is left in the log directory", late.Message, StringComparison.Ordinal);
        Assert.Single(_world.Logs.Lines, line => line.Event.Name == "DirectoryFull" && line.Text.Contains(DirectoryOfThePartition(), StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(0, 10), await ManyDirectories.ConsumeAsync(kafka, 0, 10));
        Assert.True(kafka.Brokers[0].IsRunning);

        _world.Files.MakeRoom(_world.First);
        _world.Files.MakeRoom(_world.Second);
        Assert.Equal(ErrorCode.None, (await CreateAsync(kafka, "other")).ErrorCode);
        Assert.Equal(ErrorCode.TopicAlreadyExists, (await CreateAsync(kafka, "other")).ErrorCode);
        await ManyDirectories.ProduceAsync(kafka, 0, from: 10, count: 10);
        Assert.Equal(Enumerable.Range(0, 20), await ManyDirectories.ConsumeAsync(kafka, 0, 20));
        await kafka.Brokers[0].KillAsync();
        await kafka.Brokers[0].StartAsync();
        Assert.Equal(Enumerable.Range(0, 20), await ManyDirectories.ConsumeAsync(kafka, 0, 20));
        Assert.Contains("other", kafka.Nodes[0].View.Image.Topics.Keys);
    }

    private string DirectoryOfThePartition() => Directory.Exists(Path.Combine(_world.First, "orders-0")) ? _world.First : _world.Second;

    private static Task<CreateTopicsResponse.CreatableTopicResult> CreateAsync(KafkaCluster kafka, string topic)
    {
        var loop = kafka.Host.CreateLoop("create");
        return loop.InvokeAsync(async () =>
        {
            await using var client = await RpcClient.ConnectAsync(kafka.InMemory.Transport, kafka.InMemory.Bootstrap[0], loop, new RpcClientOptions { ClientId = "create" });
            var request = new CreateTopicsRequest { TimeoutMs = 10_000, Topics = [new() { Name = topic, NumPartitions = 1, ReplicationFactor = 1 }] };
            return (await client.CallAsync(request)).Topics[0];
        });
    }
}
