using MiniKafka.Network;

namespace MiniKafka.Broker.Composition;

/// <summary>An address that a broker listens at, with the port that was bound.</summary>
internal sealed record BoundListener(ListenerOptions Options, IConnectionListener Listener)
{
    /// <summary>The host as it was asked for, and the port that was bound.</summary>
    public NodeEndPoint Bound { get; } = new(NodeEndPoint.From(Options.Bind).Host, NodeEndPoint.From(Listener.LocalEndPoint).Port);

    /// <summary>What others are told.</summary>
    public NodeEndPoint Advertised => Options.Advertised is { } told
        ? told.Port == 0 ? new NodeEndPoint(told.Host, Bound.Port) : told
        : NodeEndPoint.From(Listener.LocalEndPoint);

    /// <summary>Options that bind the same address again.</summary>
    public ListenerOptions Again => Options with { Bind = Bound };
}
