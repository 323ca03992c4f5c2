namespace MiniKafka.Replication;

/// <summary>
/// A fetch that waits until enough bytes are there or a partition fails (KIP-227's partitions included), and one that names partitions this
/// broker has not heard of, until it hears of one. Keeps per partition how many bytes it could deliver, so that a change of one partition
/// looks at that partition alone.
/// </summary>
/// <param name="parameters">What is asked of all partitions.</param>
/// <param name="partitions">What is asked of each.</param>
/// <param name="news">Who waits for partitions that come to this broker.</param>
internal sealed class DelayedFetch(FetchParameters parameters, IReadOnlyList<(Partition Partition, FetchPartition Request)> partitions, DelayedOperations news)
    : DelayedOperation
{
    private const int NewPartition = -1;

    private readonly int[] _available = new int[partitions.Count];
    private long _total;

    public override void OnChanged(int index)
    {
        if (IsFinished)
        {
            return;
        }

        if (index == NewPartition)
        {
            Finish();
        }
        else
        {
            Measure(index);
        }
    }

    /// <summary>Followers hear of it at once; a consumer waits on for records, as Kafka lets it.</summary>
    public override void OnLogStartMoved(int index)
    {
        if (parameters.IsFollower)
        {
            OnChanged(index);
        }
    }

    protected override void Watch(List<IDisposable> places)
    {
        for (var i = 0; !IsFinished && i < partitions.Count; i++)
        {
            Watch(partitions[i].Partition, i, places);
        }

        if (!IsFinished && parameters.AwaitsNews)
        {
            places.Add(news.Add(this, NewPartition));
        }
    }

    private void Measure(int index)
    {
        var (partition, request) = partitions[index];
        if (parameters.IsFollower && parameters.MinBytes <= 1 && partition.Log.LogEndOffset > request.FetchOffset
            && !PartitionReader.IsHeldBack(partition, parameters))
        {
            // A follower that takes whatever there is need not have it counted.
            Finish();
            return;
        }

        // A batch larger than the limit is delivered whole in the end, and counts as far as the limit goes.
        var result = PartitionReader.Read(partition, parameters, request, request.MaxBytes, minOneMessage: true);
        var available = (int)Math.Min(result.Records.Length, request.MaxBytes);
        result.Records.Release();
        _total += available - _available[index];
        _available[index] = available;
        if (result.EndsTheWait || _total >= parameters.MinBytes)
        {
            Finish();
        }
    }
}
