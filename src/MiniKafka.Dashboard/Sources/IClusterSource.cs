using MiniKafka.Dashboard.Pages;

namespace MiniKafka.Dashboard.Sources;

/// <summary>Where the pages get from what they show: a cluster in this process, or any by its address.</summary>
internal interface IClusterSource : IAsyncDisposable
{
    /// <summary>Whether its brokers can be killed and the like.</summary>
    bool IsInProcess { get; }

    Task<string> GetClusterIdAsync(CancellationToken cancellationToken);

    Task<ClusterState> DescribeClusterAsync(CancellationToken cancellationToken);
}
