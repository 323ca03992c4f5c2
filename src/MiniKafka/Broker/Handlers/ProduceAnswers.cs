using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Replication;

namespace MiniKafka.Broker.Handlers;

/// <summary>Collects what became of each partition of a Produce request, topic by topic.</summary>
internal sealed class ProduceAnswers(short version, int partitions)
{
    private readonly List<(TopicIdPartition Id, ProduceResponse.PartitionProduceResponse Answer)> _answers = new(partitions);

    public ProduceResponse Response { get; } = new();

    public ErrorCode? FirstError { get; private set; }

    public void Fail(TopicIdPartition id, ErrorCode error, string? message) =>
        Add(id, new ProduceResponse.PartitionProduceResponse { ErrorCode = error, BaseOffset = -1, ErrorMessage = message });

    public void Add(AppendOutcome outcome)
    {
        var result = outcome.Result;
        var answer = new ProduceResponse.PartitionProduceResponse
        {
            ErrorCode = result.Error,
            ErrorMessage = result.ErrorMessage,
            BaseOffset = result.BaseOffset,
            LogAppendTimeMs = result.LogAppendTimeMs,
            LogStartOffset = result.LogStartOffset,
        };
        foreach (var rejection in result.Rejections)
        {
            answer.RecordErrors.Add(new ProduceResponse.BatchIndexAndErrorMessage
            {
                BatchIndex = rejection.BatchIndex,
                BatchIndexErrorMessage = rejection.Message,
            });
        }

        Add(outcome.Partition, answer);
    }

    /// <summary>Saves the client a metadata request: tells who leads now and where (KIP-951).</summary>
    public void NameLeader(TopicIdPartition id, ClusterView view, string listenerName)
    {
        if (version < 10 || view.Image.Partition(id.Topic!, id.Partition) is not { } partition)
        {
            return;
        }

        _answers.Find(entry => entry.Id == id).Answer.CurrentLeader = new ProduceResponse.LeaderIdAndEpoch
        {
            LeaderId = partition.Leader,
            LeaderEpoch = partition.LeaderEpoch,
        };
        if (view.EndpointOf(partition.Leader, listenerName) is { } endpoint && !Response.NodeEndpoints.Exists(node => node.NodeId == partition.Leader))
        {
            Response.NodeEndpoints.Add(new ProduceResponse.NodeEndpoint
            {
                NodeId = partition.Leader,
                Host = endpoint.Host,
                Port = endpoint.Port,
                Rack = view.Image.Brokers[partition.Leader].Rack,
            });
        }
    }

    private void Add(TopicIdPartition id, ProduceResponse.PartitionProduceResponse answer)
    {
        answer.Index = id.Partition;
        if (answer.ErrorCode != ErrorCode.None)
        {
            FirstError ??= answer.ErrorCode;
        }

        var answers = TopicOf(id).PartitionResponses;
        for (var i = 0; i < _answers.Count; i++)
        {
            if (_answers[i].Id == id)
            {
                answers.Remove(_answers[i].Answer);
                _answers.RemoveAt(i);
                break;
            }
        }

        _answers.Add((id, answer));
        answers.Add(answer);
    }

    private ProduceResponse.TopicProduceResponse TopicOf(TopicIdPartition id)
    {
        foreach (var topic in Response.Responses)
        {
            if (version >= 13 ? topic.TopicId == id.TopicId : topic.Name == id.Topic)
            {
                return topic;
            }
        }

        var added = new ProduceResponse.TopicProduceResponse { Name = id.Topic ?? "", TopicId = id.TopicId };
        Response.Responses.Add(added);
        return added;
    }
}
