namespace MiniKafka.Client.Producers.Accumulation;

/// <summary>
/// The partition that records without a key go to until enough was produced there (KIP-480, KIP-794). Its counts are
/// changed under the lock of that partition's buffer alone.
/// </summary>
internal sealed class StickyPartition(int partition, Action<StickyPartition> change)
{
    private long _producedBytes;

    public int Partition { get; } = partition;

    public bool IsCurrent { get; private set; } = true;

    public void Count(int bytes) => _producedBytes += bytes;

    /// <summary>A batch's worth of bytes: a batch is full when the next record does not fit, so somewhat less will do.</summary>
    public bool HasEnough(int batchSize) => _producedBytes > 0 && _producedBytes >= batchSize - (batchSize / 8);

    /// <summary>Ends this choice and makes the next one.</summary>
    public void Change()
    {
        IsCurrent = false;
        change(this);
    }
}
