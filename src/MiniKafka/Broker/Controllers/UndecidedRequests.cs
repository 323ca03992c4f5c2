using MiniKafka.Broker.Handlers;
using MiniKafka.Metadata.Control;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.Broker.Controllers;

/// <summary>
/// Answers to requests about which nobody decided: each thing that was asked for gets the same error. After REQUEST_TIMED_OUT it is not
/// known whether a change that reached a controller before it was lost will be made yet.
/// </summary>
internal static class UndecidedRequests
{
    /// <summary>Gives each thing that was asked for an error, as far as the request's version has room for it.</summary>
    public static IResponse Answer(IRequest request, short version, ErrorCode code, string message) => request switch
    {
        CreateTopicsRequest create => new CreateTopicsResponse
        {
            Topics = [.. create.Topics.Select(topic => new CreateTopicsResponse.CreatableTopicResult { Name = topic.Name, ErrorCode = code, ErrorMessage = message })],
        },
        DeleteTopicsRequest delete => new DeleteTopicsResponse { Responses = [.. Deletions(delete, code, message)] },
        CreatePartitionsRequest grow => new CreatePartitionsResponse
        {
            Results = [.. grow.Topics.Select(topic => new CreatePartitionsResponse.CreatePartitionsTopicResult { Name = topic.Name, ErrorCode = code, ErrorMessage = message })],
        },
        AlterConfigsRequest alter => new AlterConfigsResponse
        {
            Responses =
            [
                .. alter.Resources.Select(resource => new AlterConfigsResponse.AlterConfigsResourceResponse
                {
                    ResourceType = resource.ResourceType, ResourceName = resource.ResourceName, ErrorCode = code, ErrorMessage = message,
                }),
            ],
        },
        IncrementalAlterConfigsRequest alter => new IncrementalAlterConfigsResponse
        {
            Responses =
            [
                .. alter.Resources.Select(resource => new IncrementalAlterConfigsResponse.AlterConfigsResourceResponse
                {
                    ResourceType = resource.ResourceType, ResourceName = resource.ResourceName, ErrorCode = code, ErrorMessage = message,
                }),
            ],
        },
        AlterClientQuotasRequest quotas => new AlterClientQuotasResponse
        {
            Entries =
            [
                .. quotas.Entries.Select(entry => new AlterClientQuotasResponse.EntryData
                {
                    ErrorCode = code,
                    ErrorMessage = message,
                    Entity = [.. entry.Entity.Select(part => new AlterClientQuotasResponse.EntityData { EntityType = part.EntityType, EntityName = part.EntityName })],
                }),
            ],
        },
        AlterUserScramCredentialsRequest scram => new AlterUserScramCredentialsResponse
        {
            Results =
            [
                .. scram.Deletions.Select(deletion => deletion.Name).Concat(scram.Upsertions.Select(upsertion => upsertion.Name)).Distinct(StringComparer.Ordinal)
                    .Select(user => new AlterUserScramCredentialsResponse.AlterUserScramCredentialsResult { User = user, ErrorCode = code, ErrorMessage = message }),
            ],
        },
        ElectLeadersRequest elect => ElectLeadersHandler.Refused(elect, version, new Outcome(code, message)),
        AlterPartitionReassignmentsRequest => new AlterPartitionReassignmentsResponse { ErrorCode = code, ErrorMessage = message },
        UpdateFeaturesRequest => new UpdateFeaturesResponse { ErrorCode = code, ErrorMessage = message },
        UnregisterBrokerRequest => new UnregisterBrokerResponse { ErrorCode = code, ErrorMessage = message },
        DescribeQuorumRequest => new DescribeQuorumResponse { ErrorCode = code, ErrorMessage = message },
        AddRaftVoterRequest => new AddRaftVoterResponse { ErrorCode = code, ErrorMessage = message },
        RemoveRaftVoterRequest => new RemoveRaftVoterResponse { ErrorCode = code, ErrorMessage = message },
        _ => throw new ArgumentOutOfRangeException(nameof(request), request.ApiKey, "No controller decides about such requests."),
    };

    /// <summary>Versions up to 5 name topics in a list of their own.</summary>
    private static IEnumerable<DeleteTopicsResponse.DeletableTopicResult> Deletions(DeleteTopicsRequest request, ErrorCode code, string message) =>
        request.TopicNames.Select(name => new DeleteTopicsResponse.DeletableTopicResult { Name = name, ErrorCode = code, ErrorMessage = message })
            .Concat(request.Topics.Select(topic => new DeleteTopicsResponse.DeletableTopicResult { Name = topic.Name, TopicId = topic.TopicId, ErrorCode = code, ErrorMessage = message }));
}
