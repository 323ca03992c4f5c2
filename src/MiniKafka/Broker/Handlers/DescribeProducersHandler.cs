using MiniKafka.Metadata.Control;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Replication;
using MiniKafka.Rpc;
using Response = MiniKafka.Protocol.Messages.DescribeProducersResponse;

namespace MiniKafka.Broker.Handlers;

/// <summary>DescribeProducers, key 61, version 0: the idempotent and transactional producers a partition remembers.</summary>
internal sealed class DescribeProducersHandler(ReplicaManager replicas, ClusterView view)
    : RequestHandler<DescribeProducersRequest>
{
    protected override ValueTask<IResponse?> HandleAsync(DescribeProducersRequest request, RequestContext context)
    {
        var response = new Response();
        foreach (var topic in request.Topics)
        {
            var answer = new Response.TopicResponse { Name = topic.Name };
            answer.Partitions.AddRange(topic.PartitionIndexes.Select(index => Describe(new TopicPartition(topic.Name, index))));
            response.Topics.Add(answer);
        }

        return Answer(response);
    }

    private Response.PartitionResponse Describe(TopicPartition id)
    {
        var answer = new Response.PartitionResponse { PartitionIndex = id.Partition };
        if (TopicNames.Problem(id.Topic) is { } problem)
        {
            (answer.ErrorCode, answer.ErrorMessage) = (ErrorCode.InvalidTopicException, Shown.Message(problem));
        }
        else if (view.Image.Partition(id.Topic, id.Partition) is null)
        {
            answer.ErrorCode = ErrorCode.UnknownTopicOrPartition;
        }
        else if (replicas.TryFind(id, out var partition) is var missing and not ErrorCode.None)
        {
            answer.ErrorCode = missing;
        }
        else
        {
            answer.ActiveProducers.AddRange(partition.Log.Producers.All.Select(producer => new Response.ProducerState
            {
                ProducerId = producer.ProducerId,
                ProducerEpoch = producer.ProducerEpoch,
                LastSequence = producer.LastSequence,
                LastTimestamp = producer.LastTimestamp,
                CoordinatorEpoch = producer.CoordinatorEpoch,
                CurrentTxnStartOffset = producer.CurrentTransactionFirstOffset,
            }));
        }

        return answer;
    }
}
