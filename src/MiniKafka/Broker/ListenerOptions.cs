using System.Net;
using MiniKafka.Network;

namespace MiniKafka.Broker;

/// <summary>One address a broker listens at.</summary>
/// <param name="Name">The listener's name, as in <c>listeners</c>.</param>
/// <param name="Transport">How frames travel there.</param>
/// <param name="Bind">Where to listen; port 0 takes a free one.</param>
internal sealed record ListenerOptions(string Name, ITransport Transport, EndPoint Bind)
{
    /// <summary>What others are told, where port 0 stands for the one that was bound; null tells the bound address.</summary>
    public NodeEndPoint? Advertised { get; init; }

    /// <summary>True when other controllers and their administrators come here, false for clients.</summary>
    public bool IsForControllers { get; init; }

    /// <summary>True when nobody outside of this process can come here.</summary>
    public bool IsWithinProcess { get; init; }
}
