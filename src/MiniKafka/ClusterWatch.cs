namespace MiniKafka;

/// <summary>
/// Those who wait for a state of the cluster. Whoever changed something, or learned of a change, calls <see cref="Look"/>, from
/// any thread; the conditions only read what brokers published. Nobody's code runs inside the look.
/// </summary>
internal sealed class ClusterWatch
{
    private readonly Lock _gate = new();
    private readonly List<Wish> _wishes = [];
    private bool _isOver;

    /// <summary>Completes with what the condition returns, as soon as that is not null.</summary>
    /// <param name="condition">Looks at what is known at the moment.</param>
    /// <param name="wanted">What is waited for, for the exception when the cluster ends before.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<T> UntilAsync<T>(Func<T?> condition, string wanted, CancellationToken cancellationToken)
        where T : class
    {
        cancellationToken.ThrowIfCancellationRequested();
        var wish = new Wish<T>(condition, wanted);
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

        using var giveUp = cancellationToken.Register(() => Drop(wish, cancellationToken));
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
            _wishes.ForEach(static wish => wish.Fail());
            _wishes.Clear();
        }
    }

    private void Drop<T>(Wish<T> wish, CancellationToken cancellationToken)
        where T : class
    {
        lock (_gate)
        {
            _wishes.Remove(wish);
        }

        wish.Cancel(cancellationToken);
    }

    private abstract class Wish(string wanted)
    {
        public abstract bool TryFulfil();

        public abstract void Fail();

        public ObjectDisposedException Disappointment() =>
            new(nameof(KafkaCluster), $"The cluster was disposed of; nobody can wait for {wanted} any more.");
    }

    private sealed class Wish<T>(Func<T?> condition, string wanted) : Wish(wanted)
        where T : class
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Task => _done.Task;

        public override bool TryFulfil() => condition() is { } found && (_done.TrySetResult(found) || true);

        public override void Fail() => _done.TrySetException(Disappointment());

        public void Cancel(CancellationToken cancellationToken) => _done.TrySetCanceled(cancellationToken);
    }
}
