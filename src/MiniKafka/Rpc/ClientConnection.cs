using System.Net;

namespace MiniKafka.Rpc;

/// <summary>What a server knows about one of its connections beyond single requests. Owned by the server's loop.</summary>
internal sealed class ClientConnection(long id, string listenerName, EndPoint remote, CancellationToken closed)
{
    /// <summary>Unique within the server.</summary>
    public long Id { get; } = id;

    public string ListenerName { get; } = listenerName;

    public EndPoint Remote { get; } = remote;

    /// <summary>Cancelled when the connection is over: what waits on its behalf may stop.</summary>
    public CancellationToken Closed { get; } = closed;

    /// <summary>The client library's name, once ApiVersions told it.</summary>
    public string? SoftwareName { get; set; }

    public string? SoftwareVersion { get; set; }

    /// <summary>Who is at the other end, in Kafka's form <c>User:name</c>.</summary>
    public string Principal { get; set; } = "User:ANONYMOUS";

    /// <summary>The address as groups and logs show it: a slash and the host.</summary>
    public string ClientHost => Remote switch
    {
        IPEndPoint ip => $"/{ip.Address}",
        Network.NodeEndPoint node => $"/{node.Host}",
        _ => $"/{Remote}",
    };
}
