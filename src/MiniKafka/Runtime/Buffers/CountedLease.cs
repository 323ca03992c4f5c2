namespace MiniKafka.Runtime.Buffers;

/// <summary>A lease that counts its holds, of which there is one to begin with. Holds are taken and dropped on any thread.</summary>
internal abstract class CountedLease : ILease
{
    private int _holds = 1;

    /// <inheritdoc/>
    public virtual bool MayBeChanged => false;

    /// <inheritdoc/>
    public abstract long Footprint { get; }

    public void Retain()
    {
        if (Interlocked.Increment(ref _holds) <= 1)
        {
            throw new InvalidOperationException($"{GetType().Name}: a hold was taken after the last one was dropped.");
        }
    }

    public void Release()
    {
        var left = Interlocked.Decrement(ref _holds);
        if (left < 0)
        {
            throw new InvalidOperationException($"{GetType().Name}: more holds were dropped than taken.");
        }

        if (left == 0)
        {
            GiveBack();
        }
    }

    /// <summary>The last hold is gone: the memory goes back to where it came from.</summary>
    protected abstract void GiveBack();
}
