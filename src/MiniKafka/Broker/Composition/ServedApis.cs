using MiniKafka.Broker.Controllers;
using MiniKafka.Broker.FetchSessions;
using MiniKafka.Broker.Handlers;
using MiniKafka.Broker.Logging;
using MiniKafka.Broker.Membership;
using MiniKafka.Broker.Publishing;
using MiniKafka.Broker.Telemetry;
using MiniKafka.Broker.Tracing;
using MiniKafka.Coordination.Groups.Shards;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Replication;

namespace MiniKafka.Broker.Composition;

/// <summary>The table of what is served on which listeners: in which versions, by whom, and what may be asked before it is known who asks.</summary>
internal sealed class ServedApis(NodeGround ground, NodeController controller, RequestDispatcher dispatcher)
{
    private ClusterView View => ground.View;

    private ReplicaManager Replicas => ground.Replicas;

    public void Serve(GroupCoordinator groups, TopicCreation creation, ReplicaDirectories directories)
    {
        var own = new OwnConfigs(View, ground.Loggers);
        ServedApi[] decided = [.. DecidedApis().Select(api => api with { Handler = new DecidedHandler(api.Handler) })];
        dispatcher.ServeClients([.. ClientApis(groups, creation, directories), .. decided.Select(api => Forwarded(api, own))]);
        dispatcher.ServeControllers([.. QuorumApis(), .. BrokerApis().Concat(decided).Select(api => api with { Handler = new ActiveOnlyHandler(api.Handler) })]);
    }

    /// <summary>What clients ask of every broker.</summary>
    private ServedApi[] ClientApis(GroupCoordinator groups, TopicCreation creation, ReplicaDirectories directories)
    {
        var host = ground.Options.Host;
        var warnings = new ClientWarnings(ground.Loggers.Create("MiniKafka.Clients"), ground.Loop.Clock);
        var sessions = new FetchContexts(new FetchSessionCache(
            View.Config.MaxIncrementalFetchSessionCacheSlots, ground.Loop.Clock, host.CreateRandom($"fetch sessions {View.BrokerId}")));
        var instances = new ClientInstances(View, ground.Loop, host.CreateRandom($"client instances {View.BrokerId}"));
        return
        [
            new(ApiKey.Produce, 0, 13, new ProduceHandler(Replicas, View, new AppendTraces(View, ground.Loop.Clock, ground.Options.Codecs, ground.Telemetry))),
            new(ApiKey.Fetch, 4, 18, new FetchHandler(Replicas, View, sessions)),
            new(ApiKey.ListOffsets, 1, 11, new ListOffsetsHandler(Replicas, View)),
            new(ApiKey.Metadata, 0, 13, new MetadataHandler(View, creation, warnings)),
            new(ApiKey.OffsetCommit, 2, 10, new OffsetCommitHandler(groups)),
            new(ApiKey.OffsetFetch, 1, 10, new OffsetFetchHandler(groups)),
            new(ApiKey.FindCoordinator, 0, 6, new FindCoordinatorHandler(View, creation, groups, warnings)),
            new(ApiKey.JoinGroup, 0, 9, new JoinGroupHandler(groups)),
            new(ApiKey.Heartbeat, 0, 4, new HeartbeatHandler(groups)),
            new(ApiKey.LeaveGroup, 0, 5, new LeaveGroupHandler(groups)),
            new(ApiKey.SyncGroup, 0, 5, new SyncGroupHandler(groups)),
            new(ApiKey.DescribeGroups, 0, 6, new DescribeGroupsHandler(groups)),
            new(ApiKey.ListGroups, 0, 5, new ListGroupsHandler(groups)),
            new(ApiKey.SaslHandshake, 0, 1, new SaslHandshakeHandler()) { BeforeAuthentication = true },
            new(ApiKey.ApiVersions, 0, 4, Versions()) { BeforeAuthentication = true },
            new(ApiKey.DeleteRecords, 0, 2, new DeleteRecordsHandler(Replicas, View)),
            new(ApiKey.InitProducerId, 0, 5, new InitProducerIdHandler(new ProducerIds(View, controller.Requests), warnings)),
            new(ApiKey.OffsetForLeaderEpoch, 2, 4, new OffsetForLeaderEpochHandler(Replicas, View)),
            new(ApiKey.DescribeAcls, 1, 3, new DescribeAclsHandler()),
            new(ApiKey.CreateAcls, 1, 3, new CreateAclsHandler()),
            new(ApiKey.DeleteAcls, 1, 3, new DeleteAclsHandler()),
            new(ApiKey.DescribeConfigs, 1, 4, new DescribeConfigsHandler(View, ground.Loggers)),
            new(ApiKey.AlterReplicaLogDirs, 1, 2, new AlterReplicaLogDirsHandler(ground.Logs, Replicas, directories, View)),
            new(ApiKey.DescribeLogDirs, 1, 5, new DescribeLogDirsHandler(ground.Logs, Replicas)),
            new(ApiKey.SaslAuthenticate, 0, 2, new SaslAuthenticateHandler()) { BeforeAuthentication = true },
            new(ApiKey.CreateDelegationToken, 1, 3, new CreateDelegationTokenHandler()),
            new(ApiKey.RenewDelegationToken, 1, 2, new RenewDelegationTokenHandler()),
            new(ApiKey.ExpireDelegationToken, 1, 2, new ExpireDelegationTokenHandler()),
            new(ApiKey.DescribeDelegationToken, 1, 3, new DescribeDelegationTokenHandler()),
            new(ApiKey.DeleteGroups, 0, 2, new DeleteGroupsHandler(groups)),
            new(ApiKey.ListPartitionReassignments, 0, 0, new ListPartitionReassignmentsHandler(View)),
            new(ApiKey.OffsetDelete, 0, 0, new OffsetDeleteHandler(groups)),
            new(ApiKey.DescribeClientQuotas, 0, 1, new DescribeClientQuotasHandler(View)),
            new(ApiKey.DescribeUserScramCredentials, 0, 0, new DescribeUserScramCredentialsHandler(View)),
            new(ApiKey.DescribeCluster, 0, 2, new DescribeClusterHandler(View)),
            new(ApiKey.DescribeProducers, 0, 0, new DescribeProducersHandler(Replicas, View)),
            new(ApiKey.GetTelemetrySubscriptions, 0, 0, new GetTelemetrySubscriptionsHandler(instances, View)) { IsAdvertised = false },
            new(ApiKey.PushTelemetry, 0, 0, new PushTelemetryHandler(instances, View)) { IsAdvertised = false },
            new(ApiKey.ListConfigResources, 0, 1, new ListConfigResourcesHandler(View)),
            new(ApiKey.DescribeTopicPartitions, 0, 0, new DescribeTopicPartitionsHandler(View)),
        ];
    }

    /// <summary>What the active controller decides or alone knows. Every broker takes it from clients and forwards it.</summary>
    private ServedApi[] DecidedApis()
    {
        var (active, quorum) = (controller.Active, controller.Quorum);
        return
        [
            new(ApiKey.CreateTopics, 2, 7, new CreateTopicsHandler(active, View)),
            new(ApiKey.DeleteTopics, 1, 6, new DeleteTopicsHandler(active)),
            new(ApiKey.AlterConfigs, 0, 2, new AlterConfigsHandler(active)),
            new(ApiKey.CreatePartitions, 0, 3, new CreatePartitionsHandler(active)),
            new(ApiKey.ElectLeaders, 0, 2, new ElectLeadersHandler(active, View)),
            new(ApiKey.IncrementalAlterConfigs, 0, 1, new AlterConfigsHandler(active)),
            new(ApiKey.AlterPartitionReassignments, 0, 1, new AlterPartitionReassignmentsHandler(active)),
            new(ApiKey.AlterClientQuotas, 0, 1, new AlterClientQuotasHandler(active)),
            new(ApiKey.AlterUserScramCredentials, 0, 0, new AlterUserScramCredentialsHandler(active)),
            new(ApiKey.DescribeQuorum, 0, 2, new DescribeQuorumHandler(quorum)),
            new(ApiKey.UpdateFeatures, 0, 2, new UpdateFeaturesHandler(active, View, quorum)),
            new(ApiKey.UnregisterBroker, 0, 0, new UnregisterBrokerHandler(active)),
            new(ApiKey.AddRaftVoter, 0, 1, new DelegatingHandler<AddRaftVoterRequest>(async (request, _) => await quorum.HandleAsync(request))),
            new(ApiKey.RemoveRaftVoter, 0, 0, new DelegatingHandler<RemoveRaftVoterRequest>(async (request, _) => await quorum.HandleAsync(request))),
        ];
    }

    /// <summary>What controllers ask of each other, and whoever speaks to them asks of each of them.</summary>
    private ServedApi[] QuorumApis()
    {
        var quorum = controller.Quorum;
        return
        [
            new(ApiKey.Fetch, 12, 18, new MetadataFetchHandler(quorum)),
            new(ApiKey.ApiVersions, 0, 4, Versions()) { BeforeAuthentication = true },
            new(ApiKey.Vote, 0, 2, new DelegatingHandler<VoteRequest>((request, _) => new(quorum.Handle(request)))),
            new(ApiKey.BeginQuorumEpoch, 0, 1, new DelegatingHandler<BeginQuorumEpochRequest>((request, _) => new(quorum.Handle(request)))),
            new(ApiKey.EndQuorumEpoch, 0, 1, new DelegatingHandler<EndQuorumEpochRequest>((request, _) => new(quorum.Handle(request)))),
            new(ApiKey.FetchSnapshot, 0, 1, new FetchSnapshotHandler(quorum)),
            new(ApiKey.DescribeCluster, 0, 2, new DescribeControllersHandler(View, quorum)),
            new(ApiKey.UpdateRaftVoter, 0, 0, new DelegatingHandler<UpdateRaftVoterRequest>(async (request, _) => await quorum.HandleAsync(request))),
        ];
    }

    /// <summary>What brokers ask of the active controller.</summary>
    private ServedApi[] BrokerApis()
    {
        var service = controller.Service;
        return
        [
            new(ApiKey.AlterPartition, 2, 3, new DelegatingHandler<AlterPartitionRequest>(async (request, _) => await service.AlterPartitionAsync(request))),
            new(ApiKey.BrokerRegistration, 0, 4, new DelegatingHandler<BrokerRegistrationRequest>(async (request, _) => await service.RegisterAsync(request))),
            new(ApiKey.BrokerHeartbeat, 0, 2, new BrokerHeartbeatHandler(service, controller.Watch)),
            new(ApiKey.AllocateProducerIds, 0, 0, new DelegatingHandler<AllocateProducerIdsRequest>(async (request, _) => await service.AllocateAsync(request))),
            new(ApiKey.AssignReplicasToDirs, 0, 0, new DelegatingHandler<AssignReplicasToDirsRequest>(async (request, _) => await service.AssignAsync(request))),
        ];
    }

    /// <summary>What the active controller decides, as a broker takes it from clients: what is the broker's own among configurations is judged here.</summary>
    private ServedApi Forwarded(ServedApi decided, OwnConfigs own)
    {
        var forwarded = new ForwardedHandler(decided.Handler, controller.Client);
        return decided with
        {
            Handler = decided.Key switch
            {
                ApiKey.AlterConfigs or ApiKey.IncrementalAlterConfigs => new ReceivedAlterConfigsHandler(forwarded, own),
                _ => forwarded,
            },
        };
    }

    private ApiVersionsHandler Versions() => new(dispatcher, View, () => controller.Quorum.Log.KRaftVersion);
}
