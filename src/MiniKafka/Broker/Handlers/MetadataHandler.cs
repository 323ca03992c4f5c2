using MiniKafka.Broker.Logging;
using MiniKafka.Broker.Membership;
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
internal sealed class MetadataHandler(ClusterView view, TopicCreation creation, ClientWarnings warnings)
    : RequestHandler<MetadataRequest>
{
    private const short FirstVersionThatNamesListeners = 6;
    private const short FirstVersionById = 12;

    protected override async ValueTask<IResponse?> HandleAsync(MetadataRequest request, RequestContext context)
    {
        if (context.Version < FirstVersionById && request.Topics?.Exists(topic => topic.Name is null || topic.TopicId != Uuid.Zero) == true)
        {
            return request.Refuse(context.Version, ErrorCode.InvalidRequest);
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

        // Where one topic is asked for by its id, the names beside it do not count.
        var ids = request.Topics.Select(topic => topic.TopicId).Where(id => id != Uuid.Zero).Distinct().ToList();
        if (ids.Count > 0)
        {
            response.Topics.AddRange(ids.Select(id => view.Image.TryGetTopic(id, out var topic)
                ? Describe(topic, request, context)
                : Failed(null, id, ErrorCode.UnknownTopicId)));
            return response;
        }

        response.Topics.AddRange(request.Topics.Select(topic => topic.Name).Distinct(StringComparer.Ordinal).Select(name => Find(name, request, context)));
        if (request.AllowAutoTopicCreation && view.Config.AutoCreateTopicsEnable)
        {
            // Kafka makes them behind the answer, which still calls them unknown; the client asks again and finds them.
            await creation.CreateMissingAsync(request.Topics.Select(topic => topic.Name).OfType<string>(), context.ClientGone);
        }

        foreach (var missing in response.Topics.Where(topic => topic.ErrorCode != ErrorCode.None && topic.Name is { } name && !view.Image.Topics.ContainsKey(name)))
        {
            warnings.UnknownTopic(missing.Name!, context, request.AllowAutoTopicCreation, view.Config.AutoCreateTopicsEnable);
        }

        return response;
    }

    private static MetadataResponse.MetadataResponseTopic Failed(string? name, Uuid id, ErrorCode error) =>
        new() { Name = name, TopicId = id, ErrorCode = error, IsInternal = name is not null && TopicNames.IsInternal(name) };

    private MetadataResponse.MetadataResponseTopic Find(string? name, MetadataRequest request, RequestContext context)
    {
        if (name is null)
        {
            return Failed(null, Uuid.Zero, ErrorCode.UnknownTopicId);
        }

        if (view.Image.Topics.TryGetValue(name, out var topic))
        {
            return Describe(topic, request, context);
        }

        // What may be done with a topic does not depend on its being there.
        var missing = Failed(name, Uuid.Zero, TopicNames.Problem(name) is null ? ErrorCode.UnknownTopicOrPartition : ErrorCode.InvalidTopicException);
        missing.TopicAuthorizedOperations = request.IncludeTopicAuthorizedOperations ? AuthorizedOperations.Topic : AuthorizedOperations.NotTold;
        return missing;
    }

    private MetadataResponse.MetadataResponseTopic Describe(TopicImage topic, MetadataRequest request, RequestContext context)
    {
        var described = new MetadataResponse.MetadataResponseTopic { Name = topic.Name, TopicId = topic.Id, IsInternal = TopicNames.IsInternal(topic.Name) };
        if (request.IncludeTopicAuthorizedOperations)
        {
            described.TopicAuthorizedOperations = AuthorizedOperations.Topic;
        }

        described.Partitions.AddRange(topic.Partitions.Values.Select(partition => Describe(partition, context)));
        return described;
    }

    private MetadataResponse.MetadataResponsePartition Describe(PartitionImage partition, RequestContext context)
    {
        var hasLeader = view.EndpointOf(partition.Leader, context.ListenerName) is not null;
        var hasListener = context.Version < FirstVersionThatNamesListeners || view.Image.Brokers.GetValueOrDefault(partition.Leader) is not { IsFenced: false };
        var described = new MetadataResponse.MetadataResponsePartition
        {
            ErrorCode = hasLeader ? ErrorCode.None : hasListener ? ErrorCode.LeaderNotAvailable : ErrorCode.ListenerNotFound,
            PartitionIndex = partition.PartitionId,
            LeaderId = hasLeader ? partition.Leader : -1,
            LeaderEpoch = partition.LeaderEpoch,
            ReplicaNodes = [.. partition.Replicas],
            IsrNodes = [.. partition.Isr],
            OfflineReplicas = [.. view.OfflineReplicas(partition, context.ListenerName)],
        };
        if (context.Version == 0)
        {
            // Clients of old take every node listed for one that is there.
            var gone = described.ReplicaNodes.RemoveAll(replica => view.EndpointOf(replica, context.ListenerName) is null)
                + described.IsrNodes.RemoveAll(replica => view.EndpointOf(replica, context.ListenerName) is null);
            described.ErrorCode = gone > 0 && hasLeader ? ErrorCode.ReplicaNotAvailable : described.ErrorCode;
        }

        return described;
    }
}
