using System.Net;
using Microsoft.Extensions.Logging;
using MiniKafka.Configuration;
using MiniKafka.Network;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime;
using MiniKafka.Storage.Files;

namespace MiniKafka.Broker;

/// <summary>One address a broker listens at.</summary>
/// <param name="Name">The listener's name, as in <c>listeners</c>.</param>
/// <param name="Transport">How frames travel there.</param>
/// <param name="Bind">Where to listen; port 0 takes a free one.</param>
internal sealed record ListenerOptions(string Name, ITransport Transport, EndPoint Bind);

/// <summary>Everything a broker is handed at the start: who it is, its configuration, and its world.</summary>
internal sealed record BrokerOptions
{
    public required int NodeId { get; init; }

    public required string ClusterId { get; init; }

    public required BrokerConfigLayers Config { get; init; }

    public required LoopHost Host { get; init; }

    public required IFileSystem FileSystem { get; init; }

    /// <summary>Its log directories; the metadata log lies in the first.</summary>
    public required IReadOnlyList<string> LogDirectories { get; init; }

    /// <summary>A metadata log that is damaged where it was committed is cut there instead of failing the start.</summary>
    public bool CutDamagedMetadata { get; init; }

    public required IReadOnlyList<ListenerOptions> Listeners { get; init; }

    /// <summary>How the controllers of the cluster reach each other.</summary>
    public required ITransport ControllerTransport { get; init; }

    /// <summary>What compressed batches are read and written with.</summary>
    public CompressionCodecs Codecs { get; init; } = CompressionCodecs.Default;

    public required ILoggerFactory Loggers { get; init; }
}
