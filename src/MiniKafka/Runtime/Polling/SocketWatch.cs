using System.Net.Sockets;

namespace MiniKafka.Runtime.Polling;

/// <summary>
/// A socket that does not block, and who is told when receiving or sending is worth another try. Each direction is told once each time it was armed,
/// by the thread that waited for the socket. Disposing tells whoever is armed, for the last time.
/// </summary>
internal sealed class SocketWatch : IDisposable
{
    private readonly IPoller _poller;
    private Direction _reading;
    private Direction _writing;

    public SocketWatch(IPoller poller, Socket socket)
    {
        _poller = poller;
        Socket = socket;
        poller.Add(this);
    }

    public Socket Socket { get; }

    /// <summary>Called when there is something to receive or to accept, or nothing more will come. To be set before it is armed.</summary>
    public Action? Readable { get; set; }

    /// <summary>Called when there is room to send, or nothing can be sent any more. To be set before it is armed.</summary>
    public Action? Writable { get; set; }

    public bool IsArmedToRead => _reading.IsArmed;

    public bool IsArmedToWrite => _writing.IsArmed;

    /// <summary>What the poller calls this socket.</summary>
    public long Id { get; set; }

    /// <summary>Nothing was there to receive: false when it is worth another try already, else it will be told.</summary>
    public bool TryArmToRead() => TryArm(ref _reading);

    /// <summary>There was no room to send: false when it is worth another try already, else it will be told.</summary>
    public bool TryArmToWrite() => TryArm(ref _writing);

    /// <summary>Receives what is there. An empty answer without an error is the end.</summary>
    public int Receive(Span<byte> buffer, out SocketError error)
    {
        try
        {
            return Socket.Receive(buffer, SocketFlags.None, out error);
        }
        catch (ObjectDisposedException)
        {
            error = SocketError.OperationAborted;
            return 0;
        }
    }

    /// <summary>Sends what there is room for.</summary>
    public int Send(ReadOnlySpan<byte> buffer, out SocketError error)
    {
        try
        {
            return Socket.Send(buffer, SocketFlags.None, out error);
        }
        catch (ObjectDisposedException)
        {
            error = SocketError.OperationAborted;
            return 0;
        }
    }

    /// <summary>Sends what there is room for.</summary>
    public int Send(List<ArraySegment<byte>> pieces, out SocketError error)
    {
        try
        {
            return pieces.Count == 1 ? Socket.Send(pieces[0], SocketFlags.None, out error) : Socket.Send(pieces, SocketFlags.None, out error);
        }
        catch (ObjectDisposedException)
        {
            error = SocketError.OperationAborted;
            return 0;
        }
    }

    /// <summary>Calls whoever is armed for it.</summary>
    public void Tell(in SocketNews news)
    {
        if (_reading.Tell(news.IsReadable, news.IsOver))
        {
            Readable!();
        }

        if (_writing.Tell(news.IsWritable, news.IsBroken))
        {
            Writable!();
        }
    }

    public void Dispose()
    {
        _poller.Remove(this);
        Socket.Dispose();
        Tell(new SocketNews(this, true, true, true, true));
    }

    private bool TryArm(ref Direction direction)
    {
        if (!direction.TryArm())
        {
            return false;
        }

        _poller.Armed(this);
        return true;
    }

    /// <summary>What is known of one direction: nothing, that somebody is to be told, or that there is something to tell.</summary>
    private struct Direction
    {
        private const int Unknown = 0;
        private const int Armed = 1;
        private const int Ready = 2;

        private int _state;
        private volatile bool _staysReady;

        public readonly bool IsArmed => Volatile.Read(in _state) == Armed;

        public bool TryArm()
        {
            if (Interlocked.CompareExchange(ref _state, Armed, Unknown) != Unknown)
            {
                Volatile.Write(ref _state, Unknown);
                return false;
            }

            // Who says that it stays ready says it before it tells so.
            return !_staysReady || Interlocked.CompareExchange(ref _state, Unknown, Armed) != Armed;
        }

        /// <summary>True when whoever armed it is to be called.</summary>
        public bool Tell(bool isReady, bool forGood)
        {
            if (forGood)
            {
                _staysReady = true;
            }
            else if (!isReady)
            {
                return false;
            }

            while (Interlocked.CompareExchange(ref _state, Unknown, Armed) != Armed)
            {
                if (Interlocked.CompareExchange(ref _state, Ready, Unknown) != Armed)
                {
                    return false;
                }
            }

            return true;
        }
    }
}
