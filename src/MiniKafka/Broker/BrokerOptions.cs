using Microsoft.Extensions.Logging;
using MiniKafka.Configuration.Effective;
using MiniKafka.Network;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime;
using MiniKafka.Storage.Files;

namespace MiniKafka.Broker;

/// <summary>Everything a broker is handed at the start: who it is, its configuration, and its world.</summary>
internal sealed record BrokerOptions
{
    public required int NodeId { get; init; }

    public required string ClusterId { get; init; }

    public required BrokerConfigLayers Config { get; init; }

    public required LoopHost Host { get; init; }

    /// <summary>Gives a node the files it works with: each life of a broker, from a start to its end, has its own way to them.</summary>
    public required Func<IFileSystem> Files { get; init; }

    /// <summary>Its log directories; the metadata log lies in the first.</summary>
    public required IReadOnlyList<string> LogDirectories { get; init; }

    /// <summary>The cluster never has another broker: whatever partitions there are lie in these directories.</summary>
    public bool IsAlone { get; init; }

    /// <summary>A metadata log that is damaged where it was committed is cut there instead of failing the start.</summary>
    public bool CutDamagedMetadata { get; init; }

    public required IReadOnlyList<ListenerOptions> Listeners { get; init; }

    /// <summary>The listener over which brokers copy from each other: the one that the configuration names, or else the first.</summary>
    public ListenerOptions BetweenBrokers =>
        Listeners.FirstOrDefault(listener => listener.Name.Equals(Config.Config.InterBrokerListenerName, StringComparison.OrdinalIgnoreCase)) ?? Listeners[0];

    /// <summary>How the controllers of the cluster reach each other.</summary>
    public required ITransport ControllerTransport { get; init; }

    /// <summary>What compressed batches are read and written with.</summary>
    public CompressionCodecs Codecs { get; init; } = CompressionCodecs.Default;

    public required ILoggerFactory Loggers { get; init; }
}
