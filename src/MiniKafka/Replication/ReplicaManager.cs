using MiniKafka.Model;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage;

namespace MiniKafka.Replication;

/// <summary>One batch to append.</summary>
internal readonly record struct AppendRequest(TopicIdPartition Partition, SharedBytes Records);

/// <summary>How a request wants its batches appended.</summary>
internal sealed record AppendParameters(Acks Acks, TimeSpan Timeout)
{
    public AppendOrigin Origin { get; init; } = AppendOrigin.Client;

    /// <summary>The producer's protocol promises sequence 0 first in every partition.</summary>
    public bool FirstSequenceMustBeZero { get; init; }
}

/// <summary>
/// The replicas this broker hosts: appends to and reads from them, and delays what has to wait. Owned by the broker's loop.
/// </summary>
internal sealed class ReplicaManager(int brokerId, TimeProvider clock)
{
    private readonly SortedDictionary<TopicPartition, Partition> _partitions = [];
    private readonly SortedSet<TopicPartition> _unreachable = [];

    public int BrokerId => brokerId;

    public IReadOnlyCollection<Partition> Partitions => _partitions.Values;

    /// <summary>Who waits for replicas to come to this broker.</summary>
    public DelayedOperations Coming { get; } = new();

    /// <summary>What the replicas have done.</summary>
    public ReplicaCounts Counts { get; } = new();

    public Partition? Find(TopicPartition partition) => _partitions.GetValueOrDefault(partition);

    /// <summary>The hosted partition, when it is still the same topic and its log directory is in service.</summary>
    public ErrorCode TryFind(TopicIdPartition id, out Partition partition)
    {
        var error = TryFind(id.TopicPartition, out partition);
        return error == ErrorCode.None && id.TopicId != Uuid.Zero && id.TopicId != partition.Id.TopicId ? ErrorCode.InconsistentTopicId : error;
    }

    /// <summary>The hosted partition, when its log directory is in service.</summary>
    public ErrorCode TryFind(TopicPartition id, out Partition partition)
    {
        partition = Find(id)!;
        return partition is not null
            ? partition.Log.IsOffline ? ErrorCode.KafkaStorageError : ErrorCode.None
            : _unreachable.Contains(id) ? ErrorCode.KafkaStorageError : ErrorCode.NotLeaderOrFollower;
    }

    public void Add(Partition partition)
    {
        _unreachable.Remove(partition.Id.TopicPartition);
        _partitions.Add(partition.Id.TopicPartition, partition);
        partition.Traffic = Counts.Join(partition.Id.TopicPartition.Topic);
        Coming.Tell();
    }

    /// <summary>Notes a replica whose log is, or may be, in a directory that is out of service, or for which there is no room.</summary>
    public void AddUnreachable(TopicPartition id) => _unreachable.Add(id);

    public Partition? Remove(TopicPartition id)
    {
        _unreachable.Remove(id);
        if (_partitions.Remove(id, out var partition))
        {
            Counts.Leave(id.Topic);
        }

        return partition;
    }

    /// <summary>
    /// Appends each batch to its partition's leader log; with acks=all completes when every append is decided, or nobody waits for that any more.
    /// </summary>
    public async ValueTask<AppendOutcome[]> AppendAsync(AppendParameters parameters, IReadOnlyList<AppendRequest> requests, CancellationToken writerGone)
    {
        var outcomes = new AppendOutcome[requests.Count];
        var waits = false;
        for (var i = 0; i < outcomes.Length; i++)
        {
            outcomes[i] = Append(parameters, requests[i]);
            waits |= outcomes[i].WaitsFor is not null;
        }

        if (waits)
        {
            var delayed = new DelayedProduce(outcomes);
            Counts.DelayedProduces++;
            await delayed.WaitAsync(clock, parameters.Timeout, writerGone);
            Counts.DelayedProduces--;
            delayed.TimeOut();
        }

        return outcomes;
    }

    /// <summary>
    /// Reads the partitions in order until the limits are used up. Waits when fewer than the wanted bytes are there, unless a
    /// partition has something to say at once.
    /// </summary>
    public async ValueTask<FetchPartitionResult[]> FetchAsync(
        FetchParameters parameters,
        IReadOnlyList<(TopicIdPartition Partition, FetchPartition Request)> requests,
        CancellationToken readerGone)
    {
        NoteFollower(parameters, requests);
        var results = ReadAll(parameters, requests, out var mustWait);
        if (!mustWait)
        {
            return Counted(parameters, requests, results);
        }

        ReleaseAll(results);
        var waiting = new List<(Partition, FetchPartition)>(requests.Count);
        foreach (var (id, request) in requests)
        {
            waiting.Add((_partitions[id.TopicPartition], request));
        }

        Counts.DelayedFetches++;
        await new DelayedFetch(parameters, waiting, Coming).WaitAsync(clock, parameters.MaxWait, readerGone);
        Counts.DelayedFetches--;
        return Counted(parameters, requests, ReadAll(parameters, requests, out _));
    }

    /// <summary>Waits until the live replicas have all followed the deletions, until the time is up, or until nobody waits for that any more.</summary>
    public async ValueTask WaitAsync(IReadOnlyList<RecordDeletion> deletions, TimeSpan timeout, CancellationToken clientGone)
    {
        if (deletions.Where(deletion => !deletion.TryDecide()).ToList() is { Count: > 0 } waiting)
        {
            await new DelayedDeleteRecords(waiting).WaitAsync(clock, timeout, clientGone);
        }
    }

    /// <summary>Takes followers that fell behind out of the in-sync sets; called at regular intervals.</summary>
    public void CheckInSync()
    {
        foreach (var partition in _partitions.Values)
        {
            partition.CheckInSync();
        }
    }

    /// <summary>What a follower asks for says what it has.</summary>
    private void NoteFollower(FetchParameters parameters, IReadOnlyList<(TopicIdPartition Partition, FetchPartition Request)> requests)
    {
        if (!parameters.IsFollower)
        {
            return;
        }

        foreach (var (id, request) in requests)
        {
            if (TryFind(id, out var partition) == ErrorCode.None && PartitionReader.IsInLine(partition, parameters, request))
            {
                partition.OnFollowerFetch(parameters.ReplicaId, parameters.ReplicaEpoch, request.FetchOffset, request.LogStartOffset);
            }
        }
    }

    /// <summary>What goes to followers counts towards their rate, what goes to consumers to the traffic of the topic.</summary>
    private FetchPartitionResult[] Counted(
        FetchParameters parameters, IReadOnlyList<(TopicIdPartition Partition, FetchPartition Request)> requests, FetchPartitionResult[] results)
    {
        for (var i = 0; i < results.Length; i++)
        {
            var id = requests[i].Partition.TopicPartition;
            if (results[i].Records.Length is var bytes and > 0 && Find(id) is { } partition)
            {
                partition.CountRead(bytes, parameters.IsFollower);
            }
        }

        return results;
    }

    private static void ReleaseAll(FetchPartitionResult[] results)
    {
        foreach (var result in results)
        {
            result.Records.Release();
        }
    }

    private AppendOutcome Append(AppendParameters parameters, in AppendRequest request)
    {
        var error = TryFind(request.Partition, out var partition);
        if (error != ErrorCode.None)
        {
            return new AppendOutcome(request.Partition, LogAppendResult.Refused(error, -1));
        }

        var result = partition.AppendAsLeader(request.Records, parameters.Acks, parameters.Origin, parameters.FirstSequenceMustBeZero);
        var outcome = new AppendOutcome(request.Partition, result)
        {
            WaitsForFlushOnly = parameters.Acks == Acks.Leader && partition.Log.AcknowledgesFlushed,
        };
        if (result.IsSuccess && (parameters.Acks == Acks.All || outcome.WaitsForFlushOnly))
        {
            switch (partition.OutcomeOf(outcome))
            {
                case null:
                    outcome.WaitsFor = partition;
                    break;
                case ErrorCode.None:
                    break;
                case { } failure:
                    outcome.Result = result with { Error = failure };
                    break;
            }
        }

        return outcome;
    }

    private FetchPartitionResult[] ReadAll(
        FetchParameters parameters,
        IReadOnlyList<(TopicIdPartition Partition, FetchPartition Request)> requests,
        out bool mustWait)
    {
        var results = new FetchPartitionResult[requests.Count];
        var left = parameters.MaxBytes;
        var bytes = 0L;
        var minOneMessage = true;
        mustWait = parameters.MaxWait > TimeSpan.Zero && requests.Count > 0;
        for (var i = 0; i < results.Length; i++)
        {
            var (id, request) = requests[i];
            var error = TryFind(id, out var partition);
            var result = error != ErrorCode.None
                ? FetchPartitionResult.Error(error)
                : PartitionReader.Read(partition, parameters, request, Math.Min(request.MaxBytes, left), minOneMessage);
            results[i] = result;
            var size = result.Records.Length;
            minOneMessage &= size == 0;
            bytes += size;
            left = (int)Math.Max(0, left - size);
            mustWait &= !result.EndsTheWait;
        }

        mustWait &= bytes < parameters.MinBytes;
        return results;
    }
}
