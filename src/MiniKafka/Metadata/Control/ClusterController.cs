using MiniKafka.Configuration.Effective;
using MiniKafka.Metadata.Elections;

namespace MiniKafka.Metadata.Control;

/// <summary>
/// Decides what commands do to the cluster: (image, command) → (records, answer). Each part decides about one subject; none keeps state of the
/// cluster, reads a clock or does I/O: replaying the records gives the next image. The active controller's loop owns it, for its random source.
/// What needs nothing but the image has no part here: <see cref="ProducerIdControl"/>, <see cref="QuotaControl"/>, <see cref="ScramControl"/>.
/// </summary>
internal sealed class ClusterController
{
    /// <param name="configuration">The controller's own configuration: defaults of new topics, bounds of group configurations.</param>
    /// <param name="random">Topic ids and placement come from here.</param>
    /// <param name="ignoresCase">The log directories are on a file system that ignores the case of names.</param>
    public ClusterController(BrokerConfigLayers configuration, Random random, bool ignoresCase = false)
    {
        var defaults = new ClusterDefaults(configuration);
        var changes = new PartitionChanges(defaults);
        Topics = new TopicControl(defaults, random, ignoresCase);
        Deletions = new DeletionControl(defaults);
        Partitions = new PartitionControl(random);
        Reassignments = new ReassignmentControl(changes);
        Elections = new ElectionControl(changes);
        InSyncReplicas = new InSyncReplicaControl(changes);
        Directories = new DirectoryControl(changes);
        Registrations = new RegistrationControl(changes);
        Liveness = new LivenessControl(changes);
        Configs = new ConfigControl(defaults);
        Features = new FeatureControl(defaults);
    }

    public TopicControl Topics { get; }

    public DeletionControl Deletions { get; }

    public PartitionControl Partitions { get; }

    public ReassignmentControl Reassignments { get; }

    public ElectionControl Elections { get; }

    public InSyncReplicaControl InSyncReplicas { get; }

    public DirectoryControl Directories { get; }

    public RegistrationControl Registrations { get; }

    public LivenessControl Liveness { get; }

    public ConfigControl Configs { get; }

    public FeatureControl Features { get; }
}
