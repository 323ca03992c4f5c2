using System.Buffers;
using System.Buffers.Binary;
using MiniKafka.Network;
using MiniKafka.Runtime;

namespace MiniKafka.Rpc;

/// <summary>
/// The requests of one connection that wait for their answers, in the order they were sent, which is the order a broker
/// answers in. One timer watches all of them. Owned by the connection's loop.
/// </summary>
internal sealed class PendingCalls : IDisposable
{
    private readonly EventLoop _loop;
    private readonly Action<Exception> _late;
    private readonly Queue<Call> _calls = new();
    private readonly ITimer _timer;
    private long _timerDue = long.MaxValue;

    /// <param name="loop">The connection's loop.</param>
    /// <param name="late">Told when an answer did not come in time; everything that waits is expected to be failed.</param>
    public PendingCalls(EventLoop loop, Action<Exception> late)
    {
        _loop = loop;
        _late = late;
        _timer = loop.Clock.CreateTimer(
            static state => ((PendingCalls)state!).CheckDeadlines(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count => _calls.Count;

    /// <summary>The frame that answers the request with this correlation id.</summary>
    public Task<Frame> Add(int correlationId, TimeSpan timeout)
    {
        var now = _loop.Clock.GetTimestamp();
        var due = timeout == Timeout.InfiniteTimeSpan
            ? long.MaxValue
            : now + (long)(timeout.TotalSeconds * _loop.Clock.TimestampFrequency);
        var call = new Call(correlationId, due, _loop.CreateCompletion<Frame>());
        _calls.Enqueue(call);
        if (due < _timerDue)
        {
            _timerDue = due;
            _timer.Change(timeout, Timeout.InfiniteTimeSpan);
        }

        return call.Answer.Task;
    }

    /// <summary>Hands the frame to the call it answers; false when it answers none, and the connection has to end.</summary>
    public bool TryAnswer(Frame frame)
    {
        if (frame.Length < sizeof(int) || !_calls.TryPeek(out var call) || call.CorrelationId != CorrelationIdOf(frame))
        {
            frame.Dispose();
            return false;
        }

        _calls.Dequeue();
        call.Answer.SetResult(frame);
        return true;
    }

    public void FailAll(Exception reason)
    {
        while (_calls.TryDequeue(out var call))
        {
            call.Answer.SetException(reason);
        }
    }

    public void Dispose() => _timer.Dispose();

    private static int CorrelationIdOf(Frame frame)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        frame.Sequence.Slice(0, sizeof(int)).CopyTo(bytes);
        return BinaryPrimitives.ReadInt32BigEndian(bytes);
    }

    private void CheckDeadlines()
    {
        var now = _loop.Clock.GetTimestamp();
        _timerDue = _calls.Count == 0 ? long.MaxValue : _calls.Min(call => call.Due);
        if (_timerDue == long.MaxValue)
        {
            return;
        }

        if (_timerDue <= now)
        {
            _late(new TimeoutException("The broker did not answer in time."));
            return;
        }

        _timer.Change(_loop.Clock.GetElapsedTime(now, _timerDue), Timeout.InfiniteTimeSpan);
    }

    private sealed class Call(int correlationId, long due, TaskCompletionSource<Frame> answer)
    {
        public int CorrelationId { get; } = correlationId;

        public long Due { get; } = due;

        public TaskCompletionSource<Frame> Answer { get; } = answer;
    }
}
