using System.Net;

namespace MiniKafka.Network;

/// <summary>
/// An ordered stream of frames in both directions between two loops. Each end is used on its own loop only, with one
/// receive at a time; whatever it awaits continues there. What was sent arrives as a prefix: all of it, or all of it up to
/// where the connection broke.
/// </summary>
internal interface IConnection : IAsyncDisposable
{
    EndPoint LocalEndPoint { get; }

    EndPoint RemoteEndPoint { get; }

    /// <summary>Cancelled as soon as this end knows that the connection is over, for whatever reason.</summary>
    CancellationToken Closed { get; }

    /// <summary>
    /// Sends the frame and takes over its hold, also when it fails. Completes when there is room for the next one, not
    /// when the frame has arrived. Throws <see cref="ConnectionClosedException"/> once the connection is over.
    /// </summary>
    ValueTask SendAsync(Frame frame);

    /// <summary>
    /// The next frame, or null when the peer closed the connection in good order. Throws
    /// <see cref="ConnectionClosedException"/> when it broke.
    /// </summary>
    ValueTask<Frame?> ReceiveAsync(CancellationToken cancellationToken = default);

    /// <summary>Breaks the connection at once; what was not delivered yet may be lost. May be called from any thread.</summary>
    void Abort(Exception? reason = null);
}
