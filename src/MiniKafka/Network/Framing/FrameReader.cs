using MiniKafka.Runtime.Threads;

namespace MiniKafka.Network.Framing;

/// <summary>
/// Receives bytes and has them cut into frames. Runs on its lane, one step at a time, away from the loop. When the inbox is full it
/// stops cutting and receiving, so that the peer's sends stop in turn.
/// </summary>
internal sealed class FrameReader : IThreadPoolWorkItem
{
    private const int StepsPerTurn = 16;
    private const int LargeFrame = 4 * 1024;

    private readonly IByteChannel _channel;
    private readonly PoolLane _lane;
    private readonly FrameInbox _inbox;
    private readonly FrameCutter _cutter;
    private bool _receiving;
    private int _paused;
    private volatile bool _stopped;

    public FrameReader(IByteChannel channel, PoolLane lane, FrameInbox inbox, int maxFrameBytes)
    {
        _channel = channel;
        _lane = lane;
        _inbox = inbox;
        _cutter = new FrameCutter(inbox, maxFrameBytes);
        channel.Received = () => _lane.Run(this);
        inbox.RoomMade = Resume;
    }

    /// <summary>Set whenever bytes arrived; the idle check clears it.</summary>
    public bool SawBytes { get; set; }

    public void Start() => _lane.Schedule(this);

    /// <summary>The channel was closed: who pauses gives back what it holds.</summary>
    public void Stop()
    {
        _stopped = true;
        Resume();
    }

    /// <summary>One turn on the lane: handles what was received and receives more until there is nothing or it is another's turn.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        for (var step = 0; step < StepsPerTurn; step++)
        {
            if (_receiving)
            {
                _receiving = false;
                if (_channel.EndReceive(_cutter))
                {
                    SawBytes = true;
                }
                else if (!_cutter.HasKept)
                {
                    _cutter.Drop();
                    return;
                }
            }

            if (_inbox.IsFull && Pause())
            {
                return;
            }

            if (_cutter.HasKept && !_stopped)
            {
                if (!_cutter.TryGoOn())
                {
                    _cutter.Drop();
                    return;
                }

                continue;
            }

            _receiving = true;
            if (_channel.BeginReceive(_cutter))
            {
                return;
            }

            if (_cutter.RestOfFrameAbove(LargeFrame).IsEmpty)
            {
                LoopGuest.RunKept();
            }
            else
            {
                LoopGuest.HandOver();
            }
        }

        _lane.Schedule(this);
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
            _lane.Schedule(this);
        }
    }
}
