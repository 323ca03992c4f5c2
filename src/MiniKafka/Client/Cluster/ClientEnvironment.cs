using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Network.Tcp;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Threads;

namespace MiniKafka.Client.Cluster;

/// <summary>Where a client runs and how it reaches its cluster: inside this process, or anywhere over TCP. Immutable.</summary>
/// <param name="Host">Runs the client's loop and the user's handlers.</param>
/// <param name="Transport">Makes connections.</param>
/// <param name="Bootstrap">The addresses to begin with; the cluster names the others.</param>
internal sealed record ClientEnvironment(LoopHost Host, ITransport Transport, IReadOnlyList<NodeEndPoint> Bootstrap)
{
    private const int LoopThreads = 2;

    /// <summary>Where clients log that were not told otherwise.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>True when the host lives and ends with the client.</summary>
    public bool OwnsHost { get; init; }

    /// <summary>A host of the client's own, and TCP to the addresses of <c>bootstrap.servers</c>.</summary>
    /// <exception cref="KafkaException">The addresses are missing or not of the form host:port.</exception>
    public static ClientEnvironment Tcp(string? bootstrapServers, TimeSpan maxIdle)
    {
        var addresses = Parse(bootstrapServers);
        var host = new ThreadLoopHost(new ThreadLoopHostOptions { LoopThreads = LoopThreads });
        return new ClientEnvironment(host, new TcpTransport(new TcpTransportOptions { MaxIdle = maxIdle }), addresses) { OwnsHost = true };
    }

    private static List<NodeEndPoint> Parse(string? bootstrapServers)
    {
        var addresses = new List<NodeEndPoint>();
        foreach (var text in (bootstrapServers ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = text.LastIndexOf(':');
            if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
            {
                throw new KafkaException(ErrorCode.InvalidConfig, $"Invalid value {bootstrapServers} for configuration bootstrap.servers: '{text}' is not of the form host:port.");
            }

            addresses.Add(new NodeEndPoint(text[..colon].Trim('[', ']'), port));
        }

        return addresses.Count > 0
            ? addresses
            : throw new KafkaException(ErrorCode.InvalidConfig, "bootstrap.servers is not set: name at least one broker as host:port.");
    }
}
