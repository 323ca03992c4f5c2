using System.Net;
using MiniKafka.Runtime;

namespace MiniKafka.Network;

/// <summary>A way to reach other nodes. The loop that is handed in becomes the owner of what is made.</summary>
internal interface ITransport
{
    /// <summary>Throws <see cref="ConnectionClosedException"/> when nobody listens there.</summary>
    ValueTask<IConnection> ConnectAsync(EndPoint remote, EventLoop loop, CancellationToken cancellationToken = default);

    /// <summary>Port 0 takes a free one.</summary>
    ValueTask<IConnectionListener> ListenAsync(EndPoint local, EventLoop loop, CancellationToken cancellationToken = default);
}
