using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Replication;

namespace MiniKafka.Broker.Handlers;

/// <summary>Collects what became of each partition of a Produce request, topic by topic.</summary>
internal sealed class ProduceAnswers(short version, int partitions)
{
    private const short FirstVersionById = 13;

    private readonly List<(TopicIdPartition Id, ProduceResponse.PartitionProduceResponse Answer)> _answers = new(partitions);
    private readonly List<ProduceResponse.NodeEndpoint> _nodes = [];

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

    /// <summary>Saves the client a metadata request: tells of the partition that was added last who leads it now and where (KIP-951).</summary>
    public void NameLeader(ClusterView view, string listenerName)
    {
        var (id, answer) = _answers[^1];
        if (version < 10 || view.Image.Partition(id.Topic!, id.Partition) is not { } partition)
        {
            return;
        }

        answer.CurrentLeader = new ProduceResponse.LeaderIdAndEpoch { LeaderId = partition.Leader, LeaderEpoch = partition.LeaderEpoch };
        if (view.EndpointOf(partition.Leader, listenerName) is { } endpoint && !_nodes.Exists(node => node.NodeId == partition.Leader))
        {
            _nodes.Add(new ProduceResponse.NodeEndpoint
            {
                NodeId = partition.Leader,
                Host = endpoint.Host,
                Port = endpoint.Port,
                Rack = view.Image.Brokers[partition.Leader].Rack,
            });
        }
    }

    /// <summary>Topics stand in the order in which the first of each was added; of a partition that was added again the later answer counts.</summary>
    public ProduceResponse ToResponse()
    {
        var response = new ProduceResponse { NodeEndpoints = _nodes };
        var topics = new Dictionary<(Uuid Id, string? Name), ProduceResponse.TopicProduceResponse>();
        foreach (var (id, _) in _answers)
        {
            var key = KeyOf(id);
            if (!topics.ContainsKey(key))
            {
                var topic = topics[key] = new ProduceResponse.TopicProduceResponse { Name = id.Topic ?? "", TopicId = id.TopicId };
                response.Responses.Add(topic);
            }
        }

        foreach (var (id, answer) in RepeatedPartitions.LastOfEach(_answers, static answer => answer.Id))
        {
            topics[KeyOf(id)].PartitionResponses.Add(answer);
        }

        return response;
    }

    private void Add(TopicIdPartition id, ProduceResponse.PartitionProduceResponse answer)
    {
        answer.Index = id.Partition;
        if (answer.ErrorCode != ErrorCode.None)
        {
            FirstError ??= answer.ErrorCode;
        }

        _answers.Add((id, answer));
    }

    private (Uuid Id, string? Name) KeyOf(TopicIdPartition id) => version >= FirstVersionById ? (id.TopicId, null) : (Uuid.Zero, id.Topic);
}
