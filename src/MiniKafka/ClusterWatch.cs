using MiniKafka.Runtime;

namespace MiniKafka;

/// <summary>
/// Those who wait for a state of the cluster. Whoever changed something, or learned of a change, calls <see cref="LookSoon"/>, from
/// any thread; the conditions only read what brokers published. Owned by the cluster's loop.
/// </summary>
internal sealed class ClusterWatch(EventLoop loop)
{
    private readonly List<Wish> _wishes = [];
    private int _willLook;
    private bool _isOver;

    /// <summary>Completes with what the condition returns, as soon as that is not null.</summary>
    /// <param name="condition">Looks at what is known at the moment.</param>
    /// <param name="aim">What is waited for, and what is the case instead, for the exception when it does not come.</param>
    /// <param name="timeout">How long it is waited for; it may be infinite.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TimeoutException">It did not come in time.</exception>
    public async Task<T> UntilAsync<T>(Func<T?> condition, WaitAim aim, TimeSpan timeout, CancellationToken cancellationToken)
        where T : class
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_isOver)
        {
            throw Disappointment(aim);
        }

        if (condition() is { } already)
        {
            return already;
        }

        var wish = new Wish<T>(condition, aim, loop);
        _wishes.Add(wish);
        using var late = loop.Clock.CreateTimer(_ => Drop(wish, () => aim.TooLate(timeout)), null, timeout, Timeout.InfiniteTimeSpan);
        using var giveUp = cancellationToken.Register(() => loop.TryPost(_ => Drop(wish, () => new OperationCanceledException(cancellationToken)), null));
        return await wish.Task;

        void Drop(Wish<T> dropped, Func<Exception> reason)
        {
            if (_wishes.Remove(dropped))
            {
                dropped.Fail(reason());
            }
        }
    }

    /// <summary>Something may have changed.</summary>
    public void LookSoon()
    {
        if (Interlocked.Exchange(ref _willLook, 1) == 0)
        {
            loop.TryPost(static watch => ((ClusterWatch)watch!).Look(), this);
        }
    }

    /// <summary>The cluster ends: nobody's wish comes true any more.</summary>
    public void Close()
    {
        _isOver = true;
        _wishes.ForEach(wish => wish.Fail(Disappointment(wish.Aim)));
        _wishes.Clear();
    }

    public static ObjectDisposedException Disappointment(WaitAim aim) =>
        new(nameof(KafkaCluster), $"The cluster was disposed of; nobody can wait for {aim.Wanted} any more.");

    private void Look()
    {
        // What changes from here on wants another look.
        Volatile.Write(ref _willLook, 0);
        _wishes.RemoveAll(static wish => wish.TryFulfil());
    }

    private abstract class Wish(WaitAim aim)
    {
        public WaitAim Aim => aim;

        public abstract bool TryFulfil();

        public abstract void Fail(Exception reason);
    }

    private sealed class Wish<T>(Func<T?> condition, WaitAim aim, EventLoop loop) : Wish(aim)
        where T : class
    {
        private readonly TaskCompletionSource<T> _done = loop.CreateCompletion<T>();

        public Task<T> Task => _done.Task;

        public override bool TryFulfil() => condition() is { } found && _done.TrySetResult(found);

        public override void Fail(Exception reason) => _done.TrySetException(reason);
    }
}
