using System.Buffers;
using System.Buffers.Binary;
using MiniKafka.Network;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Timers;

namespace MiniKafka.Rpc;

/// <summary>
/// The requests of one connection that wait for their answers, in the order they were sent, which is the order a broker
/// answers in. A caller may wait for a shorter time than the connection: then the call has failed, and its place is kept until
/// the answer comes. One timer watches all of them. Owned by the connection's loop.
/// </summary>
internal sealed class PendingCalls : IDisposable
{
    private readonly EventLoop _loop;
    private readonly Action<Exception> _late;
    private readonly Action _left;
    private readonly Queue<Call> _calls = new();
    private readonly ITimer _timer;
    private long _timerDue = long.MaxValue;

    /// <param name="loop">The connection's loop.</param>
    /// <param name="late">Told when an answer did not come in time for the connection; everything that waits is expected to be failed.</param>
    /// <param name="left">Told whenever a request is no longer on its way.</param>
    public PendingCalls(EventLoop loop, Action<Exception> late, Action left)
    {
        _loop = loop;
        _late = late;
        _left = left;
        _timer = loop.Clock.CreateTimer(
            static state => ((PendingCalls)state!).CheckDeadlines(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count => _calls.Count;

    /// <summary>The frame that answers the request with this correlation id.</summary>
    /// <param name="correlationId">The request's.</param>
    /// <param name="timeout">How long the connection waits for it.</param>
    /// <param name="patience">How long the caller does, who is told by a <see cref="TimeoutException"/>; no shorter, it is the connection that ends.</param>
    public Task<Frame> Add(int correlationId, TimeSpan timeout, TimeSpan patience)
    {
        var call = new Call(correlationId, _loop.Clock.TimestampAfter(timeout), _loop.CreateCompletion<Frame>());
        if (_loop.Clock.TimestampAfter(patience) is var givenUpAt && givenUpAt < call.Due)
        {
            call.GivenUpAt = givenUpAt;
        }

        _calls.Enqueue(call);
        WatchFor(call.NextDue);
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
        if (!call.Answer.TrySetResult(frame))
        {
            frame.Dispose();
        }

        _left();
        return true;
    }

    public void FailAll(Exception reason)
    {
        while (_calls.TryDequeue(out var call))
        {
            call.Answer.TrySetException(reason);
            _left();
        }
    }

    public void Dispose() => _timer.Dispose();

    private static int CorrelationIdOf(Frame frame)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        frame.Sequence.Slice(0, sizeof(int)).CopyTo(bytes);
        return BinaryPrimitives.ReadInt32BigEndian(bytes);
    }

    private void WatchFor(long due)
    {
        if (due < _timerDue)
        {
            _timerDue = due;
            _timer.Change(_loop.Clock.TimeUntil(due), Timeout.InfiniteTimeSpan);
        }
    }

    private void CheckDeadlines()
    {
        var now = _loop.Clock.GetTimestamp();
        _timerDue = long.MaxValue;
        var next = long.MaxValue;

        // Whoever is told may ask for something else at once.
        foreach (var call in _calls.ToArray())
        {
            if (call.Due <= now)
            {
                _late(new TimeoutException("The broker did not answer in time."));
                return;
            }

            if (call.GivenUpAt <= now)
            {
                call.GivenUpAt = long.MaxValue;
                call.Answer.TrySetException(new TimeoutException("The broker did not answer in time."));
            }

            next = Math.Min(next, call.NextDue);
        }

        WatchFor(next);
    }

    private sealed class Call(int correlationId, long due, TaskCompletionSource<Frame> answer)
    {
        public int CorrelationId { get; } = correlationId;

        /// <summary>The timestamp at which the connection is given up.</summary>
        public long Due { get; } = due;

        /// <summary>The timestamp at which the caller gives up; the largest number when that is not before the connection, or done.</summary>
        public long GivenUpAt { get; set; } = long.MaxValue;

        public long NextDue => Math.Min(Due, GivenUpAt);

        public TaskCompletionSource<Frame> Answer { get; } = answer;
    }
}
