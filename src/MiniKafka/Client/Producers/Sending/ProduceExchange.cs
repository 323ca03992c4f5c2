using MiniKafka.Client.Cluster;
using MiniKafka.Client.Producers.Accumulation;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Client.Producers.Sending;

/// <summary>Batches as a Produce request, and which answer is whose.</summary>
internal static class ProduceExchange
{
    /// <summary>From here on topics go by their ids.</summary>
    private const short FirstVersionById = 13;

    /// <summary>At most one batch of each partition.</summary>
    public static ProduceRequest Request(List<ProducerBatch> batches, ClusterMetadata metadata, SendingSettings settings, out short newestVersion)
    {
        newestVersion = short.MaxValue;
        var request = new ProduceRequest { Acks = (short)settings.Acks, TimeoutMs = (int)settings.RequestTimeout.TotalMilliseconds };
        ProduceRequest.TopicProduceData? topic = null;
        foreach (var batch in batches)
        {
            if (topic is null || topic.Name != batch.Partition.Topic)
            {
                var id = metadata.TryGetTopic(batch.Partition.Topic, out var known) ? known.Id : Uuid.Zero;
                newestVersion = id == Uuid.Zero ? (short)(FirstVersionById - 1) : newestVersion;
                topic = TopicOf(batch, request);
                if (topic is null)
                {
                    topic = new ProduceRequest.TopicProduceData { Name = batch.Partition.Topic, TopicId = id };
                    request.TopicData.Add(topic);
                }
            }

            topic.PartitionData.Add(new ProduceRequest.PartitionProduceData { Index = batch.Partition.Partition, Records = batch.Build() });
        }

        return request;
    }

    /// <summary>The answer for the batch, if the broker gave one.</summary>
    public static ProduceResponse.PartitionProduceResponse? AnswerFor(ProducerBatch batch, ProduceRequest request, ProduceResponse response, short version)
    {
        var id = version >= FirstVersionById ? TopicOf(batch, request)?.TopicId : null;
        foreach (var topic in response.Responses)
        {
            if (version >= FirstVersionById ? topic.TopicId == id : topic.Name == batch.Partition.Topic)
            {
                foreach (var partition in topic.PartitionResponses)
                {
                    if (partition.Index == batch.Partition.Partition)
                    {
                        return partition;
                    }
                }
            }
        }

        return null;
    }

    private static ProduceRequest.TopicProduceData? TopicOf(ProducerBatch batch, ProduceRequest request)
    {
        foreach (var topic in request.TopicData)
        {
            if (topic.Name == batch.Partition.Topic)
            {
                return topic;
            }
        }

        return null;
    }

    /// <summary>The broker's words about a batch it refused.</summary>
    public static KafkaException ErrorOf(ProducerBatch batch, ProduceResponse.PartitionProduceResponse answer)
    {
        var detail = answer.RecordErrors is [{ BatchIndexErrorMessage: { } message }, ..] ? message : answer.ErrorMessage;
        return ClientErrors.Create(answer.ErrorCode, $"Producing to {batch.Partition}", detail);
    }
}
