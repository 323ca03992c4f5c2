using MiniKafka.Model;

namespace MiniKafka.Replication;

/// <summary>
/// A fetch that waits until enough bytes are there, a partition fails, its time is up or the reader is gone (KIP-227's
/// partitions included). Owned by the broker's loop. Keeps per partition how many bytes it could deliver, so that a change
/// of one partition looks at that partition alone.
/// </summary>
internal sealed class ParkedFetch : IParkedOperation
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FetchParameters _parameters;
    private readonly IReadOnlyList<(Partition Partition, FetchPartition Request)> _partitions;
    private readonly int[] _available;
    private long _total;

    public ParkedFetch(FetchParameters parameters, IReadOnlyList<(Partition Partition, FetchPartition Request)> partitions)
    {
        _parameters = parameters;
        _partitions = partitions;
        _available = new int[partitions.Count];
    }

    public bool IsFinished => _finished.Task.IsCompleted;

    /// <summary>Waits for whichever comes first; what there is then has to be read anew.</summary>
    public async Task WaitAsync(TimeProvider clock, CancellationToken readerGone)
    {
        foreach (var (partition, _) in _partitions)
        {
            OnChanged(partition);
            partition.Park(this);
        }

        if (IsFinished)
        {
            return;
        }

        await using var timer = clock.CreateTimer(static state => ((ParkedFetch)state!).Finish(), this, _parameters.MaxWait, Timeout.InfiniteTimeSpan);
        await using var gone = readerGone.UnsafeRegister(static state => ((ParkedFetch)state!).Finish(), this);
        await _finished.Task;
    }

    public void OnChanged(Partition partition)
    {
        for (var i = 0; !IsFinished && i < _partitions.Count; i++)
        {
            if (ReferenceEquals(_partitions[i].Partition, partition))
            {
                Measure(i);
            }
        }
    }

    private void Measure(int index)
    {
        var (partition, request) = _partitions[index];
        if (_parameters.IsFollower && _parameters.MinBytes <= 1 && partition.Log.LogEndOffset > request.FetchOffset
            && !PartitionReader.IsHeldBack(partition, _parameters))
        {
            // A follower that takes whatever there is need not have it counted.
            Finish();
            return;
        }

        // A batch larger than the limit is delivered whole in the end, and counts as far as the limit goes.
        var result = PartitionReader.Read(partition, _parameters, request, request.MaxBytes, minOneMessage: true);
        var available = (int)Math.Min(result.Records.Length, request.MaxBytes);
        result.Records.Release();
        _total += available - _available[index];
        _available[index] = available;
        if (result.EndsTheWait || _total >= _parameters.MinBytes)
        {
            Finish();
        }
    }

    private void Finish() => _finished.TrySetResult();
}
