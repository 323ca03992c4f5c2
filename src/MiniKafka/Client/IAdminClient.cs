using MiniKafka.Client.Admin;
using MiniKafka.Model;

namespace MiniKafka.Client;

/// <summary>
/// What <see cref="AdminClient"/> does, for those who put something else in its place. A call ends after <c>default.api.timeout.ms</c>; one
/// that is cancelled ends at once and tries nothing again, though what was sent before may still be done.
/// </summary>
public interface IAdminClient : IAsyncDisposable
{
    /// <summary>The brokers that are alive.</summary>
    Task<ClusterDescription> DescribeClusterAsync(CancellationToken cancellationToken = default);

    /// <summary>The log directories of a broker, with the replicas in each.</summary>
    /// <exception cref="KafkaException">The broker is not known, or refuses.</exception>
    Task<IReadOnlyList<LogDirDescription>> DescribeLogDirsAsync(int nodeId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Has a broker move its replicas of some partitions to other log directories of its own. The call ends when the moves have
    /// begun; <see cref="DescribeLogDirsAsync"/> shows the copies, and how far they are, until the replicas have changed places.
    /// </summary>
    /// <param name="nodeId">The broker.</param>
    /// <param name="directories">Where each replica shall be: a path as <see cref="DescribeLogDirsAsync"/> names it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="KafkaException">The broker has no such directory or no such replica, or the directory is out of service.</exception>
    Task AlterReplicaLogDirsAsync(int nodeId, IReadOnlyDictionary<TopicPartition, string> directories, CancellationToken cancellationToken = default);

    /// <summary>The controllers, and how far each node has the metadata log.</summary>
    Task<QuorumDescription> DescribeMetadataQuorumAsync(CancellationToken cancellationToken = default);

    /// <summary>The features of the cluster, by name.</summary>
    Task<IReadOnlyDictionary<string, FeatureDescription>> DescribeFeaturesAsync(CancellationToken cancellationToken = default);

    /// <summary>Changes the levels of features.</summary>
    /// <param name="updates">The changes.</param>
    /// <param name="validateOnly">Only asks whether they could be made.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="KafkaException">A feature or level is not known, or would fall; then nothing is changed.</exception>
    Task UpdateFeaturesAsync(IEnumerable<FeatureUpdate> updates, bool validateOnly = false, CancellationToken cancellationToken = default);

    /// <summary>Gives a controller a vote, which it needs an own log of the metadata for. It has followed that log before.</summary>
    /// <param name="nodeId">The node.</param>
    /// <param name="directoryId">The id of the directory its metadata log lies in, as <see cref="DescribeMetadataQuorumAsync"/> tells it.</param>
    /// <param name="endpoints">Where its controller listens: the listener's name, host and port.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="KafkaException">It votes already, cannot be reached, or another change of the voters is under way.</exception>
    Task AddRaftVoterAsync(int nodeId, Uuid directoryId, IEnumerable<RaftVoterEndpoint> endpoints, CancellationToken cancellationToken = default);

    /// <summary>Takes a controller's vote away.</summary>
    /// <exception cref="KafkaException">It has none, or another change of the voters is under way.</exception>
    Task RemoveRaftVoterAsync(int nodeId, Uuid directoryId, CancellationToken cancellationToken = default);

    /// <summary>Takes a broker that will not come back out of the cluster.</summary>
    /// <exception cref="KafkaException">There is no such broker.</exception>
    Task UnregisterBrokerAsync(int nodeId, CancellationToken cancellationToken = default);

    /// <summary>What has a configuration of its own, of these types; of all types when none is given.</summary>
    Task<IReadOnlyList<ConfigResource>> ListConfigResourcesAsync(IEnumerable<ConfigResourceType>? types = null, CancellationToken cancellationToken = default);

    /// <summary>The configuration of something, with defaults, by key.</summary>
    /// <param name="resource">What it belongs to.</param>
    /// <param name="includeDetails">Whether the documentation of each key and all its values are told too.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="KafkaException">It does not exist.</exception>
    Task<IReadOnlyDictionary<string, ConfigEntry>> DescribeConfigsAsync(ConfigResource resource, bool includeDetails = false, CancellationToken cancellationToken = default);

    /// <summary>Changes single keys of a configuration; the others stay.</summary>
    /// <exception cref="KafkaException">A key or value is not allowed; then nothing is changed.</exception>
    Task IncrementalAlterConfigsAsync(ConfigResource resource, IEnumerable<AlterConfigEntry> changes, bool validateOnly = false, CancellationToken cancellationToken = default);

    /// <summary>Makes topics.</summary>
    /// <param name="topics">The topics.</param>
    /// <param name="validateOnly">Only asks whether they could be made.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="KafkaException">A topic exists already, or cannot be made as asked; the others are made all the same.</exception>
    Task CreateTopicsAsync(IEnumerable<NewTopic> topics, bool validateOnly = false, CancellationToken cancellationToken = default);

    /// <summary>Makes a topic.</summary>
    /// <exception cref="KafkaException">It exists already, or cannot be made as asked.</exception>
    Task CreateTopicAsync(string name, int partitions = -1, short replicationFactor = -1, CancellationToken cancellationToken = default);

    /// <summary>Deletes topics with all their records.</summary>
    /// <exception cref="KafkaException">A topic does not exist or may not be deleted; the others are deleted all the same.</exception>
    Task DeleteTopicsAsync(IEnumerable<string> topics, CancellationToken cancellationToken = default);

    /// <summary>Adds partitions to a topic until it has so many.</summary>
    /// <exception cref="KafkaException">The topic does not exist, or has as many already.</exception>
    Task CreatePartitionsAsync(string topic, int totalCount, CancellationToken cancellationToken = default);

    /// <summary>The names of all topics, in order.</summary>
    /// <param name="includeInternal">Whether those of Kafka itself are among them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<string>> ListTopicsAsync(bool includeInternal = false, CancellationToken cancellationToken = default);

    /// <summary>Describes topics.</summary>
    /// <exception cref="KafkaException">A topic does not exist.</exception>
    Task<IReadOnlyList<TopicDescription>> DescribeTopicsAsync(IEnumerable<string> topics, CancellationToken cancellationToken = default);

    /// <summary>Begins to move partitions to other replicas, or to none any more where null is given.</summary>
    /// <param name="replicas">The node ids of each partition's new replicas, the preferred leader first; null cancels a move.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="KafkaException">A partition or broker does not exist, or there is no move to cancel; the others are moved all the same.</exception>
    Task AlterPartitionReassignmentsAsync(IEnumerable<KeyValuePair<TopicPartition, IReadOnlyList<int>?>> replicas, CancellationToken cancellationToken = default);

    /// <summary>The moves of partitions that are under way.</summary>
    Task<IReadOnlyDictionary<TopicPartition, PartitionReassignment>> ListPartitionReassignmentsAsync(CancellationToken cancellationToken = default);

    /// <summary>Elects leaders.</summary>
    /// <param name="type">Which replicas may be elected.</param>
    /// <param name="partitions">Of which partitions; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The partitions that have another leader now; the others needed none.</returns>
    /// <exception cref="KafkaException">A partition does not exist, or has no replica that may be elected.</exception>
    Task<IReadOnlyList<TopicPartition>> ElectLeadersAsync(ElectionType type = ElectionType.Preferred, IEnumerable<TopicPartition>? partitions = null, CancellationToken cancellationToken = default);

    /// <summary>The producers whose sequence numbers the partition's leader remembers.</summary>
    /// <exception cref="KafkaException">The partition does not exist, or its leader did not answer in time.</exception>
    Task<IReadOnlyList<ProducerState>> DescribeProducersAsync(TopicPartition partition, CancellationToken cancellationToken = default);

    /// <summary>The ends of partitions.</summary>
    /// <exception cref="KafkaException">A partition does not exist, or its leader did not answer in time.</exception>
    Task<IReadOnlyDictionary<TopicPartition, WatermarkOffsets>> ListOffsetsAsync(
        IEnumerable<TopicPartition> partitions, IsolationLevel isolationLevel = IsolationLevel.ReadUncommitted, CancellationToken cancellationToken = default);

    /// <summary>
    /// For each partition the first offset whose record is at least as new as the time; <see cref="Offset.End"/> when there
    /// is none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A time is before 1970.</exception>
    /// <exception cref="KafkaException">A partition does not exist, or its leader did not answer in time.</exception>
    Task<IReadOnlyDictionary<TopicPartition, long>> ListOffsetsAsync(
        IEnumerable<KeyValuePair<TopicPartition, DateTimeOffset>> times, IsolationLevel isolationLevel = IsolationLevel.ReadUncommitted, CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes the records of a partition before an offset; <see cref="Offset.End"/> deletes all. Returns the offset that is
    /// now the oldest.
    /// </summary>
    /// <exception cref="KafkaException">The partition does not exist, or the offset is beyond its end.</exception>
    Task<long> DeleteRecordsAsync(TopicPartitionOffset before, CancellationToken cancellationToken = default);

    /// <summary>All groups of the cluster, by id.</summary>
    Task<IReadOnlyList<GroupListing>> ListGroupsAsync(CancellationToken cancellationToken = default);

    /// <summary>A group with its members.</summary>
    /// <exception cref="KafkaException">The group does not exist.</exception>
    Task<GroupDescription> DescribeGroupAsync(string groupId, CancellationToken cancellationToken = default);

    /// <summary>Deletes a group without members, with its offsets.</summary>
    /// <exception cref="KafkaException">The group has members, or does not exist.</exception>
    Task DeleteGroupAsync(string groupId, CancellationToken cancellationToken = default);

    /// <summary>Takes static members out of a group, which would otherwise wait for their session to time out.</summary>
    /// <exception cref="KafkaException">The group has no member of that name.</exception>
    Task RemoveGroupMembersAsync(string groupId, IEnumerable<string> groupInstanceIds, CancellationToken cancellationToken = default);

    /// <summary>The offsets that a group has committed.</summary>
    Task<IReadOnlyDictionary<TopicPartition, TopicPartitionOffset>> ListGroupOffsetsAsync(string groupId, CancellationToken cancellationToken = default);

    /// <summary>Sets offsets of a group without members.</summary>
    /// <exception cref="KafkaException">The group has members.</exception>
    Task AlterGroupOffsetsAsync(string groupId, IEnumerable<TopicPartitionOffset> offsets, CancellationToken cancellationToken = default);

    /// <summary>Deletes offsets of a group, of topics that none of its members reads.</summary>
    /// <exception cref="KafkaException">The group does not exist, or a member reads one of the topics.</exception>
    Task DeleteGroupOffsetsAsync(string groupId, IEnumerable<TopicPartition> partitions, CancellationToken cancellationToken = default);

    /// <summary>The quotas that match every one of the filters; all without a filter.</summary>
    /// <param name="filters">The filters, at most one for each entity type.</param>
    /// <param name="strict">Whether entities of further types are left out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<ClientQuotas>> DescribeClientQuotasAsync(IEnumerable<ClientQuotaFilter>? filters = null, bool strict = false, CancellationToken cancellationToken = default);

    /// <summary>Sets and removes quotas.</summary>
    /// <param name="alterations">The changes.</param>
    /// <param name="validateOnly">Only asks whether they could be made.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="KafkaException">An entity or key is not known; the others are changed all the same.</exception>
    Task AlterClientQuotasAsync(IEnumerable<ClientQuotaAlteration> alterations, bool validateOnly = false, CancellationToken cancellationToken = default);

    /// <summary>With what users can log in.</summary>
    /// <param name="users">The users; null for all that have a password.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="KafkaException">A user has no password.</exception>
    Task<IReadOnlyList<ScramCredentials>> DescribeUserScramCredentialsAsync(IEnumerable<string>? users = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sets and removes passwords. A password is hashed here with a salt of its own and never leaves the process. A request changes one
    /// credential of a user at most, so further ones of the same user follow in requests of their own.
    /// </summary>
    /// <exception cref="KafkaException">
    /// A user or credential is not known, or the iterations are not allowed; the other users of that request are changed all the same, and no
    /// further request is sent.
    /// </exception>
    Task AlterUserScramCredentialsAsync(IEnumerable<ScramCredentialAlteration> alterations, CancellationToken cancellationToken = default);
}
