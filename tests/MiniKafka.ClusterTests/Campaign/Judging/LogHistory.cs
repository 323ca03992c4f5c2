using MiniKafka.Records;

namespace MiniKafka.ClusterTests.Campaign.Judging;

/// <summary>
/// The one history of a replicated log: the batches below the highest watermark that any replica has ever shown. It only grows,
/// and every replica's log is a copy of it as far as that replica says it is committed.
/// </summary>
internal sealed class LogHistory(string name)
{
    private readonly List<(long BaseOffset, long LastOffset, uint Crc, int Epoch)> _batches = [];
    private readonly List<(int Epoch, long End)> _elections = [];

    /// <summary>Told of every batch that joins the history.</summary>
    public BatchReader? Joined { get; init; }

    public delegate void BatchReader(RecordBatchView batch);

    public string Name => name;

    /// <summary>Everything below is committed.</summary>
    public long End { get; private set; }

    /// <summary>
    /// Somebody was elected in an epoch. Tells up to where its log must have everything: what was committed before anybody led in a newer
    /// epoch. Who hears of its election only after the next one leads without what that one commits, and commits nothing itself.
    /// </summary>
    public long Elected(int epoch)
    {
        var needed = _elections.Where(election => election.Epoch > epoch).Select(election => election.End).Append(End).Min();
        _elections.Add((epoch, End));
        return needed;
    }

    /// <summary>
    /// Compares the whole batches of a region, the first of which holds <paramref name="from"/>, and takes in those that are new. Tells up to
    /// where it looked.
    /// </summary>
    public long Match(ReadOnlySpan<byte> region, long from, long to, string whose)
    {
        var batches = new RecordBatchIterator(region);
        while (from < to && batches.MoveNext())
        {
            var batch = batches.Current;
            if (batch.LastOffset < from)
            {
                continue;
            }

            if (batch.LastOffset >= to)
            {
                throw new RuleBrokenException($"{name} of {whose} is committed up to {to}, in the middle of the batch from {batch.BaseOffset} to {batch.LastOffset}.");
            }

            if (batch.BaseOffset >= End)
            {
                Join(batch, whose);
            }
            else
            {
                Compare(batch, whose);
            }

            from = batch.LastOffset + 1;
        }

        return from;
    }

    private void Join(in RecordBatchView batch, string whose)
    {
        if (batch.BaseOffset != End)
        {
            throw new RuleBrokenException($"{name} of {whose} is committed from {batch.BaseOffset} on, but nobody has shown what lies between {End} and there.");
        }

        if (!batch.IsCrcValid)
        {
            throw new RuleBrokenException($"{name} of {whose} has a damaged batch at {batch.BaseOffset}.");
        }

        Joined?.Invoke(batch);
        _batches.Add((batch.BaseOffset, batch.LastOffset, batch.Crc, batch.PartitionLeaderEpoch));
        End = batch.LastOffset + 1;
    }

    private void Compare(in RecordBatchView batch, string whose)
    {
        var known = _batches[Find(batch.BaseOffset)];
        var shown = (batch.BaseOffset, batch.LastOffset, batch.Crc, batch.PartitionLeaderEpoch);
        if (shown != known || batch.ComputeCrc() != known.Crc)
        {
            throw new RuleBrokenException(
                $"{name} of {whose} has the batch {shown.BaseOffset}-{shown.LastOffset} of epoch {shown.PartitionLeaderEpoch} where {known.BaseOffset}-{known.LastOffset} of epoch {known.Epoch} is committed{(shown.Crc == known.Crc ? "" : ", with other contents")}.");
        }
    }

    private int Find(long offset)
    {
        var (low, high) = (0, _batches.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_batches[middle].BaseOffset <= offset)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }
}
