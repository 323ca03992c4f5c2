using MiniKafka.Client;
using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Tests.Rpc;

namespace MiniKafka.Tests.Client.Consumers;

/// <summary>What a consumer asks about topics over virtual hours.</summary>
public sealed class LeftTopicTests
{
    private readonly List<(TimeSpan At, string[] Topics)> _asked = [];
    private readonly RpcWorld _world;

    public LeftTopicTests() => _world = new RpcWorld(async (request, _) => await AnswerAsync(request));

    [Fact]
    public void A_topic_that_is_read_is_looked_up_for_ever_and_one_that_was_left_is_not() => _world.Run(async () =>
    {
        await using var consumer = new Consumer<string?, string?>(
            new ConsumerConfig(), new ClientEnvironment(_world.Host, _world.Transport, [_world.Address]), null, null);
        consumer.Assign([new TopicPartitionOffset(new TopicPartition("a", 0), 0), new TopicPartitionOffset(new TopicPartition("b", 0), 0)]);
        await Task.Delay(TimeSpan.FromHours(1), _world.Host.Clock);
        Assert.InRange(LastLookAt("a"), TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(60));

        consumer.IncrementalUnassign([new TopicPartition("a", 0)]);
        await Task.Delay(TimeSpan.FromHours(1), _world.Host.Clock);

        Assert.InRange(LastLookAt("a"), TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(75));
        Assert.InRange(LastLookAt("b"), TimeSpan.FromMinutes(110), TimeSpan.FromMinutes(120));
    });

    private TimeSpan LastLookAt(string topic) => _asked.Last(asked => asked.Topics.Contains(topic)).At;

    private async Task<IResponse> AnswerAsync(IRequest request)
    {
        switch (request)
        {
            case MetadataRequest metadata:
                var names = metadata.Topics!.ConvertAll(topic => topic.Name!);
                _asked.Add((_world.Host.Elapsed, [.. names]));
                return new MetadataResponse
                {
                    ClusterId = "scripted",
                    Brokers = [new() { NodeId = 1, Host = "b1", Port = 9092 }],
                    Topics = names.ConvertAll(static name =>
                        new MetadataResponse.MetadataResponseTopic { Name = name, TopicId = new Uuid(1, name[0]), Partitions = [new() { LeaderId = 1 }] }),
                };
            case FetchRequest fetch:
                await Task.Delay(TimeSpan.FromMilliseconds(fetch.MaxWaitMs), _world.ServerLoop.Clock);
                return new FetchResponse { SessionId = fetch.SessionEpoch < 0 ? 0 : 7 };
            default:
                throw new InvalidOperationException($"The script has no answer to {request.ApiKey}.");
        }
    }
}
