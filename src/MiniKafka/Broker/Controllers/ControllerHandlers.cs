using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum;

namespace MiniKafka.Broker.Controllers;

/// <summary>What is served on the controller listener: the quorum's own requests, and what brokers ask of the active controller.</summary>
internal static class ControllerHandlers
{
    /// <summary>Votes, announcements, the metadata log and its snapshots.</summary>
    public static IRequestHandler[] OfQuorum(MetadataQuorum quorum) =>
    [
        new DelegatingHandler<VoteRequest>(ApiKey.Vote, 0, 2, (request, _) => Now(quorum.Handle(request))),
        new DelegatingHandler<BeginQuorumEpochRequest>(ApiKey.BeginQuorumEpoch, 0, 1, (request, _) => Now(quorum.Handle(request))),
        new DelegatingHandler<EndQuorumEpochRequest>(ApiKey.EndQuorumEpoch, 0, 1, (request, _) => Now(quorum.Handle(request))),
        new DelegatingHandler<UpdateRaftVoterRequest>(ApiKey.UpdateRaftVoter, 0, 0, async (request, _) => await quorum.HandleAsync(request)),
        new DelegatingHandler<FetchRequest>(ApiKey.Fetch, 12, 18, async (request, context) =>
        {
            var response = await quorum.HandleAsync(request);
            foreach (var partition in response.Responses.SelectMany(topic => topic.Partitions))
            {
                context.ReleaseOnceAnswered(partition.Records ?? default);
            }

            return response;
        }),
        new DelegatingHandler<FetchSnapshotRequest>(ApiKey.FetchSnapshot, 0, 1, (request, context) =>
        {
            var response = quorum.Handle(request);
            foreach (var partition in response.Topics.SelectMany(topic => topic.Partitions))
            {
                context.ReleaseOnceAnswered(partition.UnalignedRecords);
            }

            return Now(response);
        }),
    ];

    /// <summary>Brokers that register, make themselves heard, change in-sync replicas, name log directories and need producer ids.</summary>
    public static IRequestHandler[] OfBrokers(ControllerService service, BrokerWatch watch) =>
    [
        new DelegatingHandler<BrokerRegistrationRequest>(ApiKey.BrokerRegistration, 0, 4, async (request, _) => await service.RegisterAsync(request)),
        new DelegatingHandler<BrokerHeartbeatRequest>(ApiKey.BrokerHeartbeat, 0, 2, async (request, context) =>
        {
            watch.HeardFrom(request.BrokerId, context.Connection);
            return await service.HeartbeatAsync(request);
        }),
        new DelegatingHandler<AlterPartitionRequest>(ApiKey.AlterPartition, 2, 3, async (request, _) => await service.AlterPartitionAsync(request)),
        new DelegatingHandler<AssignReplicasToDirsRequest>(ApiKey.AssignReplicasToDirs, 0, 0, async (request, _) => await service.AssignAsync(request)),
        new DelegatingHandler<AllocateProducerIdsRequest>(ApiKey.AllocateProducerIds, 0, 0, async (request, _) => await service.AllocateAsync(request)),
    ];

    /// <summary>Changes of the voters that clients may ask any broker for; the leader makes them.</summary>
    public static IRequestHandler[] OfClients(MetadataQuorum quorum) =>
    [
        new DelegatingHandler<AddRaftVoterRequest>(ApiKey.AddRaftVoter, 0, 1, async (request, _) => await quorum.HandleAsync(request)),
        new DelegatingHandler<RemoveRaftVoterRequest>(ApiKey.RemoveRaftVoter, 0, 0, async (request, _) => await quorum.HandleAsync(request)),
    ];

    private static ValueTask<IResponse> Now(IResponse response) => ValueTask.FromResult(response);
}
