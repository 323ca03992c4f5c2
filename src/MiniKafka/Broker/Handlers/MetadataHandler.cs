using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// Metadata, key 3, versions 0 to 13: the brokers of the request's listener and the topics. Null topics mean all of them
/// from version 1 on, none mean none; version 4 may ask for topics to be made, 10 shows topic ids, 12 asks by them.
/// </summary>
internal sealed class MetadataHandler(ClusterView view, TopicCreation creation)
    : RequestHandler<MetadataRequest>(ApiKey.Metadata, 0, 13)
{
    private const short FirstVersionById = 12;

    protected override async ValueTask<IResponse?> HandleAsync(MetadataRequest request, RequestContext context)
    {
        if (context.Version < FirstVersionById && request.Topics is { } named && named.Exists(topic => topic.Name is null || topic.TopicId != Uuid.Zero))
        {
            return RefuseIds(named);
        }

        var response = new MetadataResponse { ClusterId = view.ClusterId };
        if (request.IncludeClusterAuthorizedOperations)
        {
            response.ClusterAuthorizedOperations = AuthorizedOperations.Cluster;
        }

        foreach (var broker in view.Image.Brokers.Values)
        {
            if (view.EndpointOf(broker.Id, context.ListenerName) is { } endpoint)
            {
                response.Brokers.Add(new MetadataResponse.MetadataResponseBroker { NodeId = broker.Id, Host = endpoint.Host, Port = endpoint.Port, Rack = broker.Rack });
            }
        }

        // Every broker takes administration; naming one that lives keeps clients from asking again.
        response.ControllerId = response.Brokers.Exists(broker => broker.NodeId == view.BrokerId)
            ? view.BrokerId
            : response.Brokers.Count > 0 ? response.Brokers[0].NodeId : -1;
        if (request.Topics is null || (context.Version == 0 && request.Topics.Count == 0))
        {
            response.Topics.AddRange(view.Image.Topics.Values.Select(topic => Describe(topic, request, context)));
            return response;
        }

        foreach (var topic in request.Topics.DistinctBy(topic => (topic.Name, topic.TopicId)))
        {
            response.Topics.Add(Find(topic, request, context));
        }

        if (request.AllowAutoTopicCreation)
        {
            // Kafka makes them behind the answer, which still calls them unknown; the client asks again and finds them.
            await creation.CreateMissingAsync(request.Topics.Select(topic => topic.Name).OfType<string>());
        }

        return response;
    }

    private static MetadataResponse RefuseIds(List<MetadataRequest.MetadataRequestTopic> topics)
    {
        var response = new MetadataResponse { ErrorCode = ErrorCode.InvalidRequest, ClusterId = null, ControllerId = -1 };
        response.Topics.AddRange(topics.Select(topic => Failed(topic.Name ?? "", topic.TopicId, ErrorCode.InvalidRequest)));
        return response;
    }

    private static MetadataResponse.MetadataResponseTopic Failed(string? name, Uuid id, ErrorCode error) =>
        new() { Name = name, TopicId = id, ErrorCode = error, IsInternal = name is not null && TopicNames.IsInternal(name) };

    private MetadataResponse.MetadataResponseTopic Find(MetadataRequest.MetadataRequestTopic wanted, MetadataRequest request, RequestContext context)
    {
        if (wanted.Name is null)
        {
            return view.Image.TryGetTopic(wanted.TopicId, out var byId) ? Describe(byId, request, context) : Failed(null, wanted.TopicId, ErrorCode.UnknownTopicId);
        }

        if (view.Image.Topics.TryGetValue(wanted.Name, out var topic))
        {
            return Describe(topic, request, context);
        }

        return Failed(wanted.Name, Uuid.Zero, TopicNames.Problem(wanted.Name) is null ? ErrorCode.UnknownTopicOrPartition : ErrorCode.InvalidTopicException);
    }

    private MetadataResponse.MetadataResponseTopic Describe(TopicImage topic, MetadataRequest request, RequestContext context)
    {
        var described = new MetadataResponse.MetadataResponseTopic { Name = topic.Name, TopicId = topic.Id, IsInternal = TopicNames.IsInternal(topic.Name) };
        if (request.IncludeTopicAuthorizedOperations)
        {
            described.TopicAuthorizedOperations = AuthorizedOperations.Topic;
        }

        foreach (var partition in topic.Partitions.Values)
        {
            var hasLeader = view.EndpointOf(partition.Leader, context.ListenerName) is not null;
            described.Partitions.Add(new MetadataResponse.MetadataResponsePartition
            {
                ErrorCode = hasLeader ? ErrorCode.None
                    : partition.HasLeader && view.Image.Brokers.GetValueOrDefault(partition.Leader) is { IsFenced: false } ? ErrorCode.ListenerNotFound
                    : ErrorCode.LeaderNotAvailable,
                PartitionIndex = partition.PartitionId,
                LeaderId = hasLeader ? partition.Leader : -1,
                LeaderEpoch = partition.LeaderEpoch,
                ReplicaNodes = [.. partition.Replicas],
                IsrNodes = [.. partition.Isr],
                OfflineReplicas = [.. partition.Replicas.Where(replica => view.Image.Brokers.GetValueOrDefault(replica) is not { IsFenced: false })],
            });
        }

        return described;
    }
}
