using MiniKafka.Runtime;
using MiniKafka.Runtime.Threads;

namespace MiniKafka.Network.Framing;

/// <summary>
/// Receives bytes and has them cut into frames. Runs beside the loops on threads of the host, one bounded turn after the other. When the inbox is full it
/// stops cutting and receiving, so that the peer's sends stop in turn.
/// </summary>
internal sealed class FrameReader : IRunnable
{
    private const int StepsPerTurn = 16;
    private const int LargeFrame = 4 * 1024;

    private readonly IByteChannel _channel;
    private readonly LoopHost _host;
    private readonly FrameInbox _inbox;
    private readonly FrameCutter _cutter;
    private bool _isOver;
    private int _paused;
    private volatile bool _stopped;

    public FrameReader(IByteChannel channel, LoopHost host, FrameInbox inbox, int maxFrameBytes)
    {
        _channel = channel;
        _host = host;
        _inbox = inbox;
        _cutter = new FrameCutter(inbox, maxFrameBytes);
        channel.Receivable = () => _host.Run(this);
        inbox.RoomMade = Resume;
    }

    /// <summary>Set whenever bytes arrived; the idle check clears it.</summary>
    public bool SawBytes { get; set; }

    public void Start() => _host.Run(this);

    /// <summary>The channel was closed: who pauses gives back what it holds.</summary>
    public void Stop()
    {
        _stopped = true;
        Resume();
    }

    /// <summary>Receives until there is nothing more, or it is another's turn.</summary>
    public bool RunTurn()
    {
        for (var step = 0; step < StepsPerTurn; step++)
        {
            if (_inbox.IsFull && Pause())
            {
                return false;
            }

            var cuts = _cutter.HasKept && !_stopped;
            if (cuts ? !_cutter.TryGoOn() : _isOver)
            {
                _cutter.Drop();
                return false;
            }

            if (cuts)
            {
                continue;
            }

            switch (_channel.Receive(_cutter))
            {
                case Reception.Waits:
                    return false;
                case Reception.Over:
                    _isOver = true;
                    continue;
            }

            SawBytes = true;
            if (!_cutter.RestOfFrameAbove(LargeFrame).IsEmpty)
            {
                // While the rest comes, another thread handles what came before.
                LoopThread.Current?.HandOver();
            }
        }

        return true;
    }

    /// <summary>True when the reader now waits for <see cref="Resume"/>.</summary>
    private bool Pause()
    {
        Interlocked.Exchange(ref _paused, 1);
        return (_inbox.IsFull && !_stopped) || Interlocked.Exchange(ref _paused, 0) == 0;
    }

    private void Resume()
    {
        if (Interlocked.Exchange(ref _paused, 0) == 1)
        {
            _host.Run(this);
        }
    }
}
