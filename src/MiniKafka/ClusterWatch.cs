namespace MiniKafka;

/// <summary>
/// Those who wait for a state of the cluster. Whoever changed something, or learned of a change, calls <see cref="Look"/>, from
/// any thread; the conditions only read what brokers published. Nobody's code runs inside the look.
/// </summary>
/// <param name="clock">By which a wait comes to its end.</param>
internal sealed class ClusterWatch(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly List<Wish> _wishes = [];
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
        var wish = new Wish<T>(condition, aim.Wanted);
        lock (_gate)
        {
            if (_isOver)
            {
                throw wish.Disappointment();
            }

            if (!wish.TryFulfil())
            {
                _wishes.Add(wish);
            }
        }

        using var late = new CancellationTokenSource(timeout, clock);
        using var tooLate = late.Token.Register(() => Drop(wish, () => wish.Fail(aim.TooLate(timeout))));
        using var giveUp = cancellationToken.Register(() => Drop(wish, () => wish.Cancel(cancellationToken)));
        return await wish.Task;
    }

    /// <summary>Something may have changed.</summary>
    public void Look()
    {
        lock (_gate)
        {
            _wishes.RemoveAll(static wish => wish.TryFulfil());
        }
    }

    /// <summary>The cluster ends: nobody's wish comes true any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isOver = true;
            _wishes.ForEach(static wish => wish.Fail(wish.Disappointment()));
            _wishes.Clear();
        }
    }

    private void Drop(Wish wish, Action end)
    {
        lock (_gate)
        {
            _wishes.Remove(wish);
        }

        end();
    }

    private abstract class Wish(string wanted)
    {
        public abstract bool TryFulfil();

        public abstract void Fail(Exception reason);

        public ObjectDisposedException Disappointment() =>
            new(nameof(KafkaCluster), $"The cluster was disposed of; nobody can wait for {wanted} any more.");
    }

    private sealed class Wish<T>(Func<T?> condition, string wanted) : Wish(wanted)
        where T : class
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Task => _done.Task;

        public override bool TryFulfil() => condition() is { } found && (_done.TrySetResult(found) || true);

        public override void Fail(Exception reason) => _done.TrySetException(reason);

        public void Cancel(CancellationToken cancellationToken) => _done.TrySetCanceled(cancellationToken);
    }
}
