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

    /// <summary>The controllers, and how far each node has the metadata log.</summary>
    public async Task<QuorumDescription> DescribeMetadataQuorumAsync()
    {
        const string what = "Describing the metadata quorum";
        var request = new DescribeQuorumRequest
        {
            Topics = [new DescribeQuorumRequest.TopicData { TopicName = MetadataTopic, Partitions = [new DescribeQuorumRequest.PartitionData()] }],
        };
        var answer = await CallAnyAsync(request, answer =>
        {
            ClientErrors.ThrowIfError(answer.ErrorCode, what, answer.ErrorMessage);
            ClientErrors.ThrowIfError(answer.Topics[0].Partitions[0].ErrorCode, what, answer.Topics[0].Partitions[0].ErrorMessage);
        });
        var quorum = answer.Topics[0].Partitions[0];
        return new QuorumDescription(quorum.LeaderId, quorum.LeaderEpoch, quorum.HighWatermark, Replicas(quorum.CurrentVoters), Replicas(quorum.Observers));

        static IReadOnlyList<QuorumReplica> Replicas(List<DescribeQuorumResponse.ReplicaState> replicas) =>
        [
            .. replicas.OrderBy(replica => replica.ReplicaId).Select(replica => new QuorumReplica(
                replica.ReplicaId, replica.ReplicaDirectoryId, replica.LogEndOffset, replica.LastFetchTimestamp, replica.LastCaughtUpTimestamp)),
        ];
    }

    /// <summary>The features of the cluster, by name.</summary>
    public async Task<IReadOnlyDictionary<string, FeatureDescription>> DescribeFeaturesAsync()
    {
        var own = new RpcClientOptions();
        var request = new ApiVersionsRequest { ClientSoftwareName = own.SoftwareName, ClientSoftwareVersion = own.SoftwareVersion };
        var answer = await CallAnyAsync(request, answer => ClientErrors.ThrowIfError(answer.ErrorCode, "Describing the features"));
        var finalized = answer.FinalizedFeatures.ToDictionary(feature => feature.Name, feature => feature.MaxVersionLevel, StringComparer.Ordinal);
        var features = new SortedDictionary<string, FeatureDescription>(StringComparer.Ordinal);
        foreach (var feature in answer.SupportedFeatures)
        {
            features[feature.Name] = new FeatureDescription(feature.Name, feature.MinVersion, feature.MaxVersion, finalized.GetValueOrDefault(feature.Name));
        }

        return features;
    }

    /// <summary>Changes the levels of features.</summary>
    /// <param name="updates">The changes.</param>
    /// <param name="validateOnly">Only asks whether they could be made.</param>
    /// <exception cref="KafkaException">A feature or level is not known, or would fall; then nothing is changed.</exception>
    public async Task UpdateFeaturesAsync(IEnumerable<FeatureUpdate> updates, bool validateOnly = false)
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
        await CallAnyAsync(request, answer =>
        {
            ClientErrors.ThrowIfError(answer.ErrorCode, "Changing features", answer.ErrorMessage);
            foreach (var result in answer.Results)
            {
                ClientErrors.ThrowIfError(result.ErrorCode, $"Changing feature {result.Feature}", result.ErrorMessage);
            }
        });
    }

    /// <summary>Gives a controller a vote, which it needs an own log of the metadata for. It has followed that log before.</summary>
    /// <param name="nodeId">The node.</param>
    /// <param name="directoryId">The id of the directory its metadata log lies in, as <see cref="DescribeMetadataQuorumAsync"/> tells it.</param>
    /// <param name="endpoints">Where its controller listens: the listener's name, host and port.</param>
    /// <exception cref="KafkaException">It votes already, cannot be reached, or another change of the voters is under way.</exception>
    public async Task AddRaftVoterAsync(int nodeId, Uuid directoryId, IEnumerable<RaftVoterEndpoint> endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        await CallAnyAsync(
            new AddRaftVoterRequest
            {
                ClusterId = null,
                TimeoutMs = TimeoutMs,
                VoterId = nodeId,
                VoterDirectoryId = directoryId,
                Listeners = [.. endpoints.Select(endpoint => new AddRaftVoterRequest.Listener { Name = endpoint.Listener, Host = endpoint.Host, Port = checked((ushort)endpoint.Port) })],
            },
            answer => ClientErrors.ThrowIfError(answer.ErrorCode, $"Adding voter {nodeId}", answer.ErrorMessage));
    }

    /// <summary>Takes a controller's vote away.</summary>
    /// <exception cref="KafkaException">It has none, or another change of the voters is under way.</exception>
    public async Task RemoveRaftVoterAsync(int nodeId, Uuid directoryId) => await CallAnyAsync(
        new RemoveRaftVoterRequest { ClusterId = null, VoterId = nodeId, VoterDirectoryId = directoryId },
        answer => ClientErrors.ThrowIfError(answer.ErrorCode, $"Removing voter {nodeId}", answer.ErrorMessage));

    /// <summary>Takes a broker that will not come back out of the cluster.</summary>
    /// <exception cref="KafkaException">There is no such broker.</exception>
    public async Task UnregisterBrokerAsync(int nodeId) => await CallAnyAsync(
        new UnregisterBrokerRequest { BrokerId = nodeId },
        answer => ClientErrors.ThrowIfError(answer.ErrorCode, $"Unregistering broker {nodeId}", answer.ErrorMessage));

    /// <summary>What has a configuration of its own, of these types; of all types when none is given.</summary>
    public async Task<IReadOnlyList<ConfigResource>> ListConfigResourcesAsync(params ConfigResourceType[] types)
    {
        ArgumentNullException.ThrowIfNull(types);
        var answer = await CallAnyAsync(
            new ListConfigResourcesRequest { ResourceTypes = [.. types.Select(type => (sbyte)type)] },
            answer => ClientErrors.ThrowIfError(answer.ErrorCode, "Listing what has a configuration"));
        return
        [
            .. answer.ConfigResources.Select(resource => new ConfigResource((ConfigResourceType)resource.ResourceType, resource.ResourceName))
                .OrderBy(resource => resource.Type).ThenBy(resource => resource.Name, StringComparer.Ordinal),
        ];
    }
}
