using System.Globalization;
using System.Net;

namespace MiniKafka.Network;

/// <summary>
/// A host name and port as brokers advertise them. The in-memory transport takes it as it is; TCP resolves the name.
/// </summary>
internal sealed class NodeEndPoint(string host, int port) : EndPoint, IEquatable<NodeEndPoint>
{
    public string Host { get; } = host;

    public int Port { get; } = port;

    /// <summary>Any address that has a host and a port, in this form.</summary>
    public static NodeEndPoint From(EndPoint endPoint) => endPoint switch
    {
        NodeEndPoint node => node,
        DnsEndPoint dns => new NodeEndPoint(dns.Host, dns.Port),
        IPEndPoint ip => new NodeEndPoint(ip.Address.ToString(), ip.Port),
        _ => throw new ArgumentException($"'{endPoint}' has no host and port.", nameof(endPoint)),
    };

    public bool Equals(NodeEndPoint? other) => other is not null && Port == other.Port && Host == other.Host;

    public override bool Equals(object? obj) => Equals(obj as NodeEndPoint);

    public override int GetHashCode() => HashCode.Combine(Host, Port);

    public override string ToString() => Host.Contains(':', StringComparison.Ordinal)
        ? string.Create(CultureInfo.InvariantCulture, $"[{Host}]:{Port}")
        : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
