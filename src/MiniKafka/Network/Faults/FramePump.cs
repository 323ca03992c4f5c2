using MiniKafka.Runtime;

namespace MiniKafka.Network.Faults;

/// <summary>
/// One direction of a faulty connection: takes frames in order, holds each back as long as the link says, and passes it on
/// or breaks the connection where the link does. Lives on the connection's loop.
/// </summary>
internal sealed class FramePump(EventLoop loop, LinkFaults faults, Random random, CancellationToken over)
{
    private readonly Queue<(Frame Frame, long Due)> _frames = new();
    private readonly LoopSignal<bool> _arrived = new(loop);
    private long _lastDue;
    private bool _completed;

    public void Add(Frame frame)
    {
        // Never before the frame that left earlier.
        var delay = faults.NextDelay(random).TotalSeconds * loop.Clock.TimestampFrequency;
        _lastDue = Math.Max(_lastDue, loop.Clock.GetTimestamp() + (long)delay);
        _frames.Enqueue((frame, _lastDue));
        Wake();
    }

    /// <summary>No more frames will be added.</summary>
    public void Complete()
    {
        _completed = true;
        Wake();
    }

    /// <summary>Passes frames on until the last; false when the link broke the connection.</summary>
    public async Task<bool> RunAsync(Func<Frame, ValueTask> pass)
    {
        while (true)
        {
            while (_frames.TryDequeue(out var next))
            {
                await HoldBackAsync(next.Due);
                if (faults.Breaks(next.Frame.Length))
                {
                    next.Frame.Dispose();
                    return false;
                }

                await pass(next.Frame);
            }

            if (_completed)
            {
                return true;
            }

            await _arrived.Arm();
        }
    }

    private async Task HoldBackAsync(long due)
    {
        var now = loop.Clock.GetTimestamp();
        if (due > now)
        {
            await Task.Delay(loop.Clock.GetElapsedTime(now, due), loop.Clock, over);
        }

        while (faults.WhenHealed() is { } healed)
        {
            await healed.WaitAsync(over);
        }
    }

    private void Wake()
    {
        if (_arrived.IsArmed)
        {
            _arrived.Complete(true);
        }
    }
}
