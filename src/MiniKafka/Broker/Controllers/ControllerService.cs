using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Controllers;
using Registration = MiniKafka.Metadata.Control.BrokerRegistrationRequest;

namespace MiniKafka.Broker.Controllers;

/// <summary>
/// What brokers ask of the active controller, done by this node: from message to command and back. Fails with NOT_CONTROLLER on a node that does not decide. Owned by the node's loop.
/// </summary>
internal sealed class ControllerService(ActiveController controller, BrokerLifecycle brokers) : IControllerRequests
{
    public async Task<BrokerRegistrationResponse> RegisterAsync(Protocol.Messages.BrokerRegistrationRequest request)
    {
        var broker = new BrokerRegistration
        {
            Id = request.BrokerId,
            Epoch = -1,
            IncarnationId = request.IncarnationId,
            Endpoints = [.. request.Listeners.Select(listener => new ListenerEndpoint(listener.Name, listener.Host, listener.Port, listener.SecurityProtocol))],
            Features = System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(
                StringComparer.Ordinal,
                request.Features.Select(feature => KeyValuePair.Create(feature.Name, new FeatureRange(feature.MinSupportedVersion, feature.MaxSupportedVersion)))),
            Rack = request.Rack,
            LogDirs = [.. request.LogDirs],
        };
        var registered = await brokers.RegisterAsync(new Registration(broker, request.ClusterId) { PreviousBrokerEpoch = request.PreviousBrokerEpoch });
        return new BrokerRegistrationResponse { ErrorCode = registered.Outcome.Code, BrokerEpoch = registered.Epoch };
    }

    public async Task<BrokerHeartbeatResponse> HeartbeatAsync(BrokerHeartbeatRequest request)
    {
        var heartbeat = new BrokerHeartbeat(request.BrokerId, request.BrokerEpoch, request.CurrentMetadataOffset, request.WantFence, request.WantShutDown)
        {
            OfflineLogDirs = request.OfflineLogDirs,
        };
        var reply = await brokers.HeartbeatAsync(heartbeat);
        return new BrokerHeartbeatResponse
        {
            ErrorCode = reply.Outcome.Code,
            IsCaughtUp = reply.IsCaughtUp,
            IsFenced = reply.IsFenced,
            ShouldShutDown = reply.ShouldShutDown,
        };
    }

    public async Task<AllocateProducerIdsResponse> AllocateAsync(AllocateProducerIdsRequest request)
    {
        var block = await controller.ExecuteAsync((_, image) => ProducerIdControl.Allocate(image, request.BrokerId, request.BrokerEpoch));
        return new AllocateProducerIdsResponse { ErrorCode = block.Outcome.Code, ProducerIdStart = block.FirstProducerId, ProducerIdLen = block.Count };
    }

    public async Task<AlterPartitionResponse> AlterPartitionAsync(AlterPartitionRequest request)
    {
        var proposals = request.Topics.SelectMany(topic => topic.Partitions.Select(partition => Proposal(topic.TopicId, partition))).ToList();
        var (outcome, decisions) = await controller.ExecuteAsync((commands, image) =>
            commands.InSyncReplicas.Alter(image, request.BrokerId, request.BrokerEpoch, proposals));
        return new AlterPartitionResponse
        {
            ErrorCode = outcome.Code,
            Topics =
            [
                .. decisions.GroupBy(decision => decision.TopicId).Select(topic => new AlterPartitionResponse.TopicData
                {
                    TopicId = topic.Key,
                    Partitions = [.. topic.Select(Answer)],
                }),
            ],
        };
    }

    public async Task<AssignReplicasToDirsResponse> AssignAsync(AssignReplicasToDirsRequest request)
    {
        var assignments = request.Directories
            .SelectMany(directory => directory.Topics.SelectMany(topic => topic.Partitions.Select(partition => (topic.TopicId, Partition: partition.PartitionIndex, Directory: directory.Id))))
            .ToList();
        var (outcome, codes) = await controller.ExecuteAsync((commands, image) =>
            commands.Directories.Assign(image, request.BrokerId, request.BrokerEpoch, assignments));
        return new AssignReplicasToDirsResponse
        {
            ErrorCode = outcome.Code,
            Directories =
            [
                .. assignments.Zip(codes).GroupBy(pair => pair.First.Directory).Select(directory => new AssignReplicasToDirsResponse.DirectoryData
                {
                    Id = directory.Key,
                    Topics =
                    [
                        .. directory.GroupBy(pair => pair.First.TopicId).Select(topic => new AssignReplicasToDirsResponse.TopicData
                        {
                            TopicId = topic.Key,
                            Partitions =
                            [
                                .. topic.Select(pair => new AssignReplicasToDirsResponse.PartitionData { PartitionIndex = pair.First.Partition, ErrorCode = pair.Second }),
                            ],
                        }),
                    ],
                }),
            ],
        };
    }

    private static IsrProposal Proposal(Uuid topicId, AlterPartitionRequest.PartitionData partition)
    {
        List<IsrMember> isr = partition.NewIsrWithEpochs.Count > 0
            ? [.. partition.NewIsrWithEpochs.Select(member => new IsrMember(member.BrokerId, member.BrokerEpoch))]
            : [.. partition.NewIsr.Select(member => new IsrMember(member))];
        return new IsrProposal(topicId, partition.PartitionIndex, partition.LeaderEpoch, partition.PartitionEpoch, isr)
        {
            LeaderRecoveryState = partition.LeaderRecoveryState,
        };
    }

    private static AlterPartitionResponse.PartitionData Answer(IsrDecision decision) => new()
    {
        PartitionIndex = decision.PartitionIndex,
        ErrorCode = decision.Code,
        LeaderId = decision.Partition?.Leader ?? PartitionImage.NoLeader,
        LeaderEpoch = decision.Partition?.LeaderEpoch ?? -1,
        Isr = [.. decision.Partition?.Isr ?? []],
        PartitionEpoch = decision.Partition?.PartitionEpoch ?? -1,
    };
}
