using MiniKafka.Client.Admin;
using MiniKafka.Dashboard.Pages;
using MiniKafka.Dashboard.Sources.Clients;
using MiniKafka.Model;

namespace MiniKafka.Dashboard.Sources;

/// <summary>
/// Where the pages get from what they show: a cluster in this process, or any by its address. Here is what the two have different ways to; everything
/// else is asked of the <see cref="Clients"/>.
/// </summary>
internal interface IClusterSource : IAsyncDisposable
{
    OwnClients Clients { get; }

    /// <summary>What can be done to brokers and links; null where the cluster is somewhere else.</summary>
    IBrokerControls? Controls { get; }

    /// <summary>The topics, and who leads what.</summary>
    Task<KnownCluster> ReadMetadataAsync(CancellationToken cancellationToken);

    /// <summary>The brokers, what they do, and how much they hold.</summary>
    /// <param name="known">The topics.</param>
    /// <param name="withBytes">Whether it is counted how much they hold.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<BrokerStatus>> ReadBrokersAsync(KnownCluster known, bool withBytes, CancellationToken cancellationToken);

    /// <summary>How far the partitions of some topics are.</summary>
    Task<IReadOnlyDictionary<TopicPartition, PartitionNumbers>> ReadPartitionsAsync(IReadOnlyList<TopicDescription> topics, CancellationToken cancellationToken);

    /// <summary>The replicas of a topic on their disks.</summary>
    Task<IReadOnlyList<ReplicaFiles>> ReadFilesAsync(TopicDescription topic, CancellationToken cancellationToken);
}

/// <summary>What can be done to the brokers and links of a cluster in this process. Each throws <see cref="InvalidOperationException"/> where it does not fit.</summary>
internal interface IBrokerControls
{
    /// <summary>The links between brokers that are cut.</summary>
    IReadOnlyList<CutLink> Cuts { get; }

    /// <exception cref="PageException">There is no such broker, or nothing of that name can be done to one.</exception>
    Task DoAsync(int broker, string action, CancellationToken cancellationToken);

    /// <exception cref="PageException">There is no such broker.</exception>
    void Cut(int a, int b);

    /// <exception cref="PageException">There is no such broker.</exception>
    void Heal(int a, int b);
}
