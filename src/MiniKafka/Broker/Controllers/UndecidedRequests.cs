using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Broker.Controllers;

/// <summary>
/// Answers to requests about which nobody decided in time: each thing that was asked for gets REQUEST_TIMED_OUT. Whether a change
/// that reached a controller before it was lost will be made yet is not known then.
/// </summary>
internal static class UndecidedRequests
{
    private const ErrorCode TimedOut = ErrorCode.RequestTimedOut;
    private const string Message = "The cluster has no active controller.";

    public static IResponse Answer(IRequest request) => request switch
    {
        CreateTopicsRequest create => new CreateTopicsResponse
        {
            Topics = [.. create.Topics.Select(topic => new CreateTopicsResponse.CreatableTopicResult { Name = topic.Name, ErrorCode = TimedOut, ErrorMessage = Message })],
        },
        DeleteTopicsRequest delete => new DeleteTopicsResponse { Responses = [.. Deletions(delete)] },
        CreatePartitionsRequest grow => new CreatePartitionsResponse
        {
            Results = [.. grow.Topics.Select(topic => new CreatePartitionsResponse.CreatePartitionsTopicResult { Name = topic.Name, ErrorCode = TimedOut, ErrorMessage = Message })],
        },
        AlterConfigsRequest alter => new AlterConfigsResponse
        {
            Responses =
            [
                .. alter.Resources.Select(resource => new AlterConfigsResponse.AlterConfigsResourceResponse
                {
                    ResourceType = resource.ResourceType, ResourceName = resource.ResourceName, ErrorCode = TimedOut, ErrorMessage = Message,
                }),
            ],
        },
        IncrementalAlterConfigsRequest alter => new IncrementalAlterConfigsResponse
        {
            Responses =
            [
                .. alter.Resources.Select(resource => new IncrementalAlterConfigsResponse.AlterConfigsResourceResponse
                {
                    ResourceType = resource.ResourceType, ResourceName = resource.ResourceName, ErrorCode = TimedOut, ErrorMessage = Message,
                }),
            ],
        },
        AlterClientQuotasRequest quotas => new AlterClientQuotasResponse
        {
            Entries =
            [
                .. quotas.Entries.Select(entry => new AlterClientQuotasResponse.EntryData
                {
                    ErrorCode = TimedOut,
                    ErrorMessage = Message,
                    Entity = [.. entry.Entity.Select(part => new AlterClientQuotasResponse.EntityData { EntityType = part.EntityType, EntityName = part.EntityName })],
                }),
            ],
        },
        AlterUserScramCredentialsRequest scram => new AlterUserScramCredentialsResponse
        {
            Results =
            [
                .. scram.Deletions.Select(deletion => deletion.Name).Concat(scram.Upsertions.Select(upsertion => upsertion.Name)).Distinct(StringComparer.Ordinal)
                    .Select(user => new AlterUserScramCredentialsResponse.AlterUserScramCredentialsResult { User = user, ErrorCode = TimedOut, ErrorMessage = Message }),
            ],
        },
        ElectLeadersRequest elect => Elections(elect),
        AlterPartitionReassignmentsRequest => new AlterPartitionReassignmentsResponse { ErrorCode = TimedOut, ErrorMessage = Message },
        UpdateFeaturesRequest => new UpdateFeaturesResponse { ErrorCode = TimedOut, ErrorMessage = Message },
        UnregisterBrokerRequest => new UnregisterBrokerResponse { ErrorCode = TimedOut, ErrorMessage = Message },
        DescribeQuorumRequest => new DescribeQuorumResponse { ErrorCode = TimedOut, ErrorMessage = Message },
        AddRaftVoterRequest => new AddRaftVoterResponse { ErrorCode = TimedOut, ErrorMessage = Message },
        RemoveRaftVoterRequest => new RemoveRaftVoterResponse { ErrorCode = TimedOut, ErrorMessage = Message },
        _ => throw new ArgumentOutOfRangeException(nameof(request), request.ApiKey, "No controller decides about such requests."),
    };

    /// <summary>Versions up to 5 name topics in a list of their own.</summary>
    private static IEnumerable<DeleteTopicsResponse.DeletableTopicResult> Deletions(DeleteTopicsRequest request) =>
        request.TopicNames.Select(name => new DeleteTopicsResponse.DeletableTopicResult { Name = name, ErrorCode = TimedOut, ErrorMessage = Message })
            .Concat(request.Topics.Select(topic => new DeleteTopicsResponse.DeletableTopicResult { Name = topic.Name, TopicId = topic.TopicId, ErrorCode = TimedOut, ErrorMessage = Message }));

    /// <summary>Version 0 has errors of partitions only.</summary>
    private static ElectLeadersResponse Elections(ElectLeadersRequest request) => new()
    {
        ErrorCode = TimedOut,
        ReplicaElectionResults =
        [
            .. (request.TopicPartitions ?? []).Select(topic => new ElectLeadersResponse.ReplicaElectionResult
            {
                Topic = topic.Topic,
                PartitionResult = [.. topic.Partitions.Select(partition => new ElectLeadersResponse.PartitionResult { PartitionId = partition, ErrorCode = TimedOut, ErrorMessage = Message })],
            }),
        ],
    };
}
