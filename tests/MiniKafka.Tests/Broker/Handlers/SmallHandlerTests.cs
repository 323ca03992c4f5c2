using Microsoft.Extensions.Logging.Abstractions;
using MiniKafka.Broker.Handlers;
using MiniKafka.Broker.Logging;
using MiniKafka.Metadata.Control;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Tests.Broker.Handlers;

/// <summary>What handlers refuse before they do anything, as in Apache Kafka.</summary>
public sealed class SmallHandlerTests
{
    [Fact]
    public void DescribeProducers_tells_impossible_names_from_unknown_ones() => HandlerBench.Run(
        async bench =>
        {
            var request = new DescribeProducersRequest
            {
                Topics = [.. new[] { "a b", "nope", "t" }.Select(name => new DescribeProducersRequest.TopicRequest { Name = name, PartitionIndexes = [0] })],
            };
            var response = await HandlerBench.AskAsync<DescribeProducersResponse>(new DescribeProducersHandler(bench.Replicas, bench.View), request, 0);
            Assert.Equal([ErrorCode.InvalidTopicException, ErrorCode.UnknownTopicOrPartition, ErrorCode.None], response.Topics.Select(topic => topic.Partitions[0].ErrorCode));
        },
        null,
        "t");

    [Theory]
    [InlineData(5, -1)]
    [InlineData(-1, 0)]
    public async Task InitProducerId_wants_an_id_and_its_epoch_together(long producerId, short epoch)
    {
        // Nothing is asked for, so nobody who hands out ids is needed.
        var handler = new InitProducerIdHandler(null!, new ClientWarnings(NullLogger.Instance, TimeProvider.System));
        foreach (var transactionalId in (string?[])[null, "", "x"])
        {
            var response = await HandlerBench.AskAsync<InitProducerIdResponse>(handler, new InitProducerIdRequest { TransactionalId = transactionalId, ProducerId = producerId, ProducerEpoch = epoch }, 3);
            Assert.Equal((ErrorCode.InvalidRequest, -1L, (short)-1), (response.ErrorCode, response.ProducerId, response.ProducerEpoch));
        }
    }

    [Fact]
    public void A_refused_Metadata_request_says_of_no_topic_that_it_is_internal() => HandlerBench.Run(
        async bench =>
        {
            var request = new MetadataRequest
            {
                Topics = [new MetadataRequest.MetadataRequestTopic { Name = TopicNames.ConsumerOffsets }, new MetadataRequest.MetadataRequestTopic { Name = null }],
            };
            var response = await HandlerBench.AskAsync<MetadataResponse>(new MetadataHandler(bench.View, null!, null!), request, 11);
            Assert.Equal([(ErrorCode.InvalidRequest, false), (ErrorCode.InvalidRequest, false)], response.Topics.Select(topic => (topic.ErrorCode, topic.IsInternal)));
        },
        null,
        TopicNames.ConsumerOffsets);
}
