using System.Net;

namespace MiniKafka.Network.Framing;

/// <summary>
/// The bytes below a connection of frames: those of a socket, or of any pipe in both directions, such as TLS over a socket. Knows
/// nothing of frames, limits, idle time and links, which act once, above it. One receive and one send may be on the way; what goes
/// on after its beginning is told on any thread. Disposing ends both directions, and what is on the way in them; it may be done from any thread, and again.
/// </summary>
internal interface IByteChannel : IDisposable
{
    EndPoint LocalEndPoint { get; }

    EndPoint RemoteEndPoint { get; }

    /// <summary>Completes when bytes can travel: shaken hands are part of it.</summary>
    Task Opened { get; }

    /// <summary>Sends of as many bytes take long, and are begun beside the loop.</summary>
    long LongSendFrom { get; }

    /// <summary>Called when there is something to receive for whoever waits for it, or nothing more will come.</summary>
    Action? Receivable { get; set; }

    /// <summary>Called when a send that went on has ended.</summary>
    Action? Sent { get; set; }

    /// <summary>Hands over some bytes that were received, if there are any.</summary>
    Reception Receive(FrameCutter cutter);

    /// <summary>Sends the pieces in order, which belong to the channel until that has ended: true when it goes on.</summary>
    bool BeginSend(List<ArraySegment<byte>> pieces);

    /// <summary>Why the send failed; null when everything was taken.</summary>
    Exception? EndSend();

    /// <summary>Tells the peer that it has received everything. Fails when the peer cannot be told any more.</summary>
    ValueTask EndOutputAsync();

    /// <summary>What was taken over and is not delivered yet need not be: nobody reads it.</summary>
    void DropUnsent();
}
