using MiniKafka.Model;
using MiniKafka.Replication;

namespace MiniKafka.Broker.FetchSessions;

/// <summary>One partition's answer within a fetch.</summary>
internal readonly record struct FetchAnswer(TopicIdPartition Partition, FetchPartitionResult Result);

/// <summary>
/// What one Fetch request wants once its session is taken into account, and which of the answers it gets. Made by
/// <see cref="FetchContexts.Begin"/> for a request, finished by <see cref="Finish"/> exactly once.
/// </summary>
internal abstract class FetchContext
{
    /// <summary>An error of the session; then nothing is fetched.</summary>
    public virtual ErrorCode ErrorCode => ErrorCode.None;

    /// <summary>The session id to answer with; 0 when there is none. Final only after <see cref="Finish"/>.</summary>
    public virtual int SessionId => 0;

    /// <summary>What is wanted, in the order in which it is served.</summary>
    public virtual IEnumerable<(TopicIdPartition Partition, FetchPartition Request)> Wanted => [];

    /// <summary>
    /// Leaves in <paramref name="answers"/> what must be sent and records it in the session. The holds on the bytes of all
    /// answers, also of those left out, stay with the caller.
    /// </summary>
    public virtual ErrorCode Finish(List<FetchAnswer> answers) => ErrorCode;
}

/// <summary>The session named by the request cannot serve it.</summary>
internal sealed class FailedFetchContext(ErrorCode error) : FetchContext
{
    public override ErrorCode ErrorCode => error;
}

/// <summary>A full fetch that leaves no session behind.</summary>
internal sealed class SessionlessFetchContext(OrderedFetchPartitions wanted) : FetchContext
{
    public override IEnumerable<(TopicIdPartition Partition, FetchPartition Request)> Wanted => wanted;
}

/// <summary>A full fetch that begins a session when the cache has room.</summary>
internal sealed class FullFetchContext(FetchSessionCache cache, OrderedFetchPartitions wanted, bool usesTopicIds, bool ofFollower)
    : FetchContext
{
    private int _sessionId;

    public override int SessionId => _sessionId;

    public override IEnumerable<(TopicIdPartition Partition, FetchPartition Request)> Wanted => wanted;

    public override ErrorCode Finish(List<FetchAnswer> answers)
    {
        var session = cache.TryCreate(usesTopicIds, ofFollower, answers.Count);
        if (session is null)
        {
            return ErrorCode.None;
        }

        _sessionId = session.Id;
        foreach (var (partition, result) in answers)
        {
            session.AddOrUpdate(partition, wanted[partition]);
            session.Find(partition)!.MustAnswer(result, remember: true);
        }

        return ErrorCode.None;
    }
}

/// <summary>A fetch within a session: serves all it remembers, answers only what changed.</summary>
internal sealed class IncrementalFetchContext(FetchSession session, int epoch) : FetchContext
{
    public override int SessionId => session.Id;

    public override IEnumerable<(TopicIdPartition Partition, FetchPartition Request)> Wanted =>
        session.Partitions.Select(remembered => (remembered.Partition, remembered.Request));

    public override ErrorCode Finish(List<FetchAnswer> answers)
    {
        // While this request waited, the reader may have gone on with another one of the same session.
        if (session.Epoch != epoch)
        {
            answers.Clear();
            return ErrorCode.InvalidFetchSessionEpoch;
        }

        answers.RemoveAll(answer =>
            session.Find(answer.Partition)?.MustAnswer(answer.Result, remember: true) == false);
        foreach (var (partition, result) in answers)
        {
            if (!result.Records.IsEmpty)
            {
                session.MoveToBack(partition);
            }
        }

        return ErrorCode.None;
    }
}
