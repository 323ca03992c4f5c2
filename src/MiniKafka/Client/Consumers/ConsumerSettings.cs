using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Records.Compression;

namespace MiniKafka.Client.Consumers;

/// <summary>A consumer's configuration, checked as a whole and taken apart once. Immutable.</summary>
internal sealed record ConsumerSettings
{
    public required ClusterClientOptions Cluster { get; init; }

    public required FetcherOptions Fetching { get; init; }

    /// <summary>How it takes part in its group; null without one.</summary>
    public GroupSettings? Group { get; init; }

    public required OffsetResetPolicy Reset { get; init; }

    public required CompressionCodecs Codecs { get; init; }

    public required bool CheckCrcs { get; init; }

    /// <summary>Asking for the next record says that the one before is done with.</summary>
    public required bool AutoStore { get; init; }

    /// <summary>Time limit of calls that name none.</summary>
    public required TimeSpan ApiTimeout { get; init; }

    public IsolationLevel Isolation => Fetching.Isolation;
}
