using MiniKafka.Client.Admin;
using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Client;

/// <content>The cluster as a whole: its controllers, features and brokers.</content>
public sealed partial class AdminClient
{
    private const string MetadataTopic = "__cluster_metadata";

    /// <inheritdoc/>
    public Task<QuorumDescription> DescribeMetadataQuorumAsync(CancellationToken cancellationToken = default)
    {
        const string what = "Describing the metadata quorum";
        var request = new DescribeQuorumRequest
        {
            Topics = [new DescribeQuorumRequest.TopicData { TopicName = MetadataTopic, Partitions = [new DescribeQuorumRequest.PartitionData()] }],
        };
        return CallAnyAsync(
            request,
            answer =>
            {
                ClientErrors.ThrowIfError(answer.ErrorCode, what, answer.ErrorMessage);
                var quorum = answer.Topics[0].Partitions[0];
                ClientErrors.ThrowIfError(quorum.ErrorCode, what, quorum.ErrorMessage);
                return new QuorumDescription(quorum.LeaderId, quorum.LeaderEpoch, quorum.HighWatermark, Replicas(quorum.CurrentVoters), Replicas(quorum.Observers));
            },
            cancellationToken);

        static IReadOnlyList<QuorumReplica> Replicas(List<DescribeQuorumResponse.ReplicaState> replicas) =>
        [
            .. replicas.OrderBy(replica => replica.ReplicaId).Select(replica => new QuorumReplica(
                replica.ReplicaId, replica.ReplicaDirectoryId, replica.LogEndOffset, replica.LastFetchTimestamp, replica.LastCaughtUpTimestamp)),
        ];
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, FeatureDescription>> DescribeFeaturesAsync(CancellationToken cancellationToken = default)
    {
        var own = new RpcClientOptions();
        var request = new ApiVersionsRequest { ClientSoftwareName = own.SoftwareName, ClientSoftwareVersion = own.SoftwareVersion };
        return CallAnyAsync(
            request,
            IReadOnlyDictionary<string, FeatureDescription> (answer) =>
            {
                ClientErrors.ThrowIfError(answer.ErrorCode, "Describing the features");
                var finalized = answer.FinalizedFeatures.ToDictionary(feature => feature.Name, feature => feature.MaxVersionLevel, StringComparer.Ordinal);
                return new SortedDictionary<string, FeatureDescription>(
                    answer.SupportedFeatures.ToDictionary(
                        feature => feature.Name,
                        feature => new FeatureDescription(feature.Name, feature.MinVersion, feature.MaxVersion, finalized.GetValueOrDefault(feature.Name))),
                    StringComparer.Ordinal);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task UpdateFeaturesAsync(IEnumerable<FeatureUpdate> updates, bool validateOnly = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(updates);
        var request = new UpdateFeaturesRequest
        {
            TimeoutMs = TimeoutMs,
            ValidateOnly = validateOnly,
            FeatureUpdates =
            [
                .. updates.Select(update => new UpdateFeaturesRequest.FeatureUpdateKey
                {
                    Feature = update.Name,
                    MaxVersionLevel = update.Level,
                    UpgradeType = (sbyte)update.UpgradeType,
                }),
            ],
        };
        return CallAnyAsync(
            request,
            answer =>
            {
                ClientErrors.ThrowIfError(answer.ErrorCode, "Changing features", answer.ErrorMessage);
                foreach (var result in answer.Results)
                {
                    ClientErrors.ThrowIfError(result.ErrorCode, $"Changing feature {result.Feature}", result.ErrorMessage);
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task AddRaftVoterAsync(int nodeId, Uuid directoryId, IEnumerable<RaftVoterEndpoint> endpoints, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return CallAnyAsync(
            new AddRaftVoterRequest
            {
                ClusterId = null,
                TimeoutMs = TimeoutMs,
                VoterId = nodeId,
                VoterDirectoryId = directoryId,
                Listeners = [.. endpoints.Select(endpoint => new AddRaftVoterRequest.Listener { Name = endpoint.Listener, Host = endpoint.Host, Port = checked((ushort)endpoint.Port) })],
            },
            answer => ClientErrors.ThrowIfError(answer.ErrorCode, $"Adding voter {nodeId}", answer.ErrorMessage),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task RemoveRaftVoterAsync(int nodeId, Uuid directoryId, CancellationToken cancellationToken = default) => CallAnyAsync(
        new RemoveRaftVoterRequest { ClusterId = null, VoterId = nodeId, VoterDirectoryId = directoryId },
        answer => ClientErrors.ThrowIfError(answer.ErrorCode, $"Removing voter {nodeId}", answer.ErrorMessage),
        cancellationToken);

    /// <inheritdoc/>
    public Task UnregisterBrokerAsync(int nodeId, CancellationToken cancellationToken = default) => CallAnyAsync(
        new UnregisterBrokerRequest { BrokerId = nodeId },
        answer => ClientErrors.ThrowIfError(answer.ErrorCode, $"Unregistering broker {nodeId}", answer.ErrorMessage),
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConfigResource>> ListConfigResourcesAsync(IEnumerable<ConfigResourceType>? types = null, CancellationToken cancellationToken = default) => CallAnyAsync(
        new ListConfigResourcesRequest { ResourceTypes = [.. (types ?? []).Select(type => (sbyte)type)] },
        IReadOnlyList<ConfigResource> (answer) =>
        {
            ClientErrors.ThrowIfError(answer.ErrorCode, "Listing what has a configuration");
            return
            [
                .. answer.ConfigResources.Select(resource => new ConfigResource((ConfigResourceType)resource.ResourceType, resource.ResourceName))
                    .OrderBy(resource => resource.Type).ThenBy(resource => resource.Name, StringComparer.Ordinal),
            ];
        },
        cancellationToken);
}
