using MiniKafka.Client;
using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Tests.Rpc;

namespace MiniKafka.Tests.Client.Producers;

/// <summary>What a producer asks about topics over virtual hours.</summary>
public sealed class IdleTopicTests
{
    private readonly List<(TimeSpan At, string[] Topics, bool MayCreate)> _asked = [];
    private readonly SortedSet<string> _deleted = new(StringComparer.Ordinal);
    private readonly RpcWorld _world;

    public IdleTopicTests() => _world = new RpcWorld((request, _) => ValueTask.FromResult<IResponse?>(Answer(request)));

    [Fact]
    public void A_topic_is_created_by_the_first_call_that_asks_for_it_and_by_no_look_after_it() => Run(new ProducerConfig(), async producer =>
    {
        await WriteAsync(producer, "a", "b");
        await WriteForAsync(TimeSpan.FromHours(2), producer, "a");

        Assert.Equal([["a"], ["b"]], _asked.Where(asked => asked.MayCreate).Select(asked => asked.Topics));
    });

    [Fact]
    public void A_topic_that_nobody_writes_to_is_looked_up_for_as_long_as_metadata_max_idle_and_no_longer() =>
        Run(new ProducerConfig { MetadataMaxIdleMs = 900_000 }, async producer =>
        {
            await WriteAsync(producer, "a", "b");
            await WriteForAsync(TimeSpan.FromHours(2), producer, "a");

            var last = _asked.Last(asked => asked.Topics.Contains("b")).At;
            Assert.InRange(last, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(16));
            Assert.InRange(_asked.Last(asked => asked.Topics.Contains("a")).At, TimeSpan.FromMinutes(110), TimeSpan.FromHours(2));
        });

    [Fact]
    public void Whoever_writes_to_a_topic_again_after_a_long_time_asks_for_it_anew() => Run(new ProducerConfig(), async producer =>
    {
        await WriteAsync(producer, "a", "b");
        await WriteForAsync(TimeSpan.FromHours(1), producer, "a");
        _asked.Clear();
        await WriteAsync(producer, "b");

        var (_, topics, mayCreate) = Assert.Single(_asked);
        Assert.Equal(["b"], topics);
        Assert.True(mayCreate);
    });

    [Fact]
    public void A_batch_of_a_topic_that_was_deleted_does_not_bring_it_back() =>
        Run(new ProducerConfig { LingerMs = 60_000, DeliveryTimeoutMs = 120_000, MetadataMaxIdleMs = 5_000, MetadataMaxAgeMs = 10_000 }, async producer =>
        {
            var first = producer.ProduceAsync("b", new Message<string?, string?> { Value = "v" });
            await producer.FlushAsync();
            await first;
            _deleted.Add("b");
            var left = producer.ProduceAsync("b", new Message<string?, string?> { Value = "v" });
            await Assert.ThrowsAsync<KafkaException>(() => left);

            Assert.Single(_asked, asked => asked.MayCreate);
            Assert.InRange(_asked.Count, 3, 1000);
        });

    private async Task WriteForAsync(TimeSpan time, Producer<string?, string?> producer, string topic)
    {
        for (var end = _world.Host.Elapsed + time; _world.Host.Elapsed < end;)
        {
            await Task.Delay(TimeSpan.FromMinutes(1), _world.Host.Clock);
            await WriteAsync(producer, topic);
        }
    }

    private static async Task WriteAsync(Producer<string?, string?> producer, params string[] topics)
    {
        foreach (var topic in topics)
        {
            await producer.ProduceAsync(topic, new Message<string?, string?> { Value = "v" });
        }
    }

    private void Run(ProducerConfig config, Func<Producer<string?, string?>, Task> test) => _world.Run(async () =>
    {
        config.EnableIdempotence = false;
        await using var producer = new Producer<string?, string?>(config, new ClientEnvironment(_world.Host, _world.Transport, [_world.Address]), null, null);
        await test(producer);
    });

    private IResponse Answer(IRequest request)
    {
        switch (request)
        {
            case MetadataRequest metadata:
                var names = metadata.Topics!.ConvertAll(topic => topic.Name!);
                _asked.Add((_world.Host.Elapsed, [.. names], metadata.AllowAutoTopicCreation));
                return new MetadataResponse
                {
                    ClusterId = "scripted",
                    Brokers = [new() { NodeId = 1, Host = "b1", Port = 9092 }],
                    Topics = names.ConvertAll(name => _deleted.Contains(name)
                        ? new MetadataResponse.MetadataResponseTopic { Name = name, ErrorCode = ErrorCode.UnknownTopicOrPartition }
                        : new MetadataResponse.MetadataResponseTopic { Name = name, TopicId = IdOf(name), Partitions = [new() { LeaderId = 1 }] }),
                };
            case ProduceRequest produce:
                return new ProduceResponse
                {
                    Responses = produce.TopicData.ConvertAll(topic => new ProduceResponse.TopicProduceResponse
                    {
                        Name = topic.Name,
                        TopicId = topic.TopicId,
                        PartitionResponses = [new() { ErrorCode = _deleted.Any(name => IdOf(name) == topic.TopicId) ? ErrorCode.UnknownTopicOrPartition : ErrorCode.None }],
                    }),
                };
            default:
                throw new InvalidOperationException($"The script has no answer to {request.ApiKey}.");
        }
    }

    private static Uuid IdOf(string topic) => new(1, topic[0]);
}
