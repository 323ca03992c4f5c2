using MiniKafka.Model;
using MiniKafka.Rpc.FetchSessions;

namespace MiniKafka.Broker.FetchSessions;

/// <summary>What a Fetch request says about its session.</summary>
/// <param name="SessionId">The session it names, or 0.</param>
/// <param name="SessionEpoch">Its place in the session, see <see cref="FetchSessionEpoch"/>.</param>
/// <param name="UsesTopicIds">Whether topics are named by id (version 13 and later).</param>
/// <param name="OfFollower">Whether a replica asks.</param>
internal readonly record struct FetchSessionRequest(int SessionId, int SessionEpoch, bool UsesTopicIds, bool OfFollower);

/// <summary>Decides which kind of fetch a request is. Owned by the broker's loop.</summary>
internal sealed class FetchContexts(FetchSessionCache cache)
{
    /// <param name="request">The session part of the request.</param>
    /// <param name="wanted">The partitions it names.</param>
    /// <param name="forgotten">The partitions it wants no longer; they are dropped after the wanted ones were added.</param>
    /// <param name="nameOf">The name of a topic id, or null; fills in names learned since the session began.</param>
    public FetchContext Begin(
        FetchSessionRequest request,
        OrderedFetchPartitions wanted,
        IEnumerable<TopicIdPartition> forgotten,
        Func<Uuid, string?> nameOf)
    {
        if (request.SessionEpoch is FetchSessionEpoch.Initial or FetchSessionEpoch.Final)
        {
            cache.Remove(request.SessionId);
            return request.SessionEpoch == FetchSessionEpoch.Final
                ? new SessionlessFetchContext(wanted)
                : new FullFetchContext(cache, wanted, request.UsesTopicIds, request.OfFollower);
        }

        var session = cache.Find(request.SessionId);
        if (session is null)
        {
            return new FailedFetchContext(ErrorCode.FetchSessionIdNotFound);
        }

        if (session.Epoch != request.SessionEpoch)
        {
            return new FailedFetchContext(ErrorCode.InvalidFetchSessionEpoch);
        }

        if (session.UsesTopicIds != request.UsesTopicIds)
        {
            return new FailedFetchContext(ErrorCode.FetchSessionTopicIdError);
        }

        return Continue(session, wanted, forgotten, nameOf);
    }

    private FetchContext Continue(
        FetchSession session,
        OrderedFetchPartitions wanted,
        IEnumerable<TopicIdPartition> forgotten,
        Func<Uuid, string?> nameOf)
    {
        foreach (var (partition, wish) in wanted)
        {
            session.AddOrUpdate(partition, wish);
        }

        foreach (var partition in forgotten)
        {
            session.Forget(partition);
        }

        if (session.Count == 0)
        {
            // What was both asked for and forgotten is served once more.
            cache.Remove(session.Id);
            return new SessionlessFetchContext(wanted);
        }

        foreach (var remembered in session.Partitions)
        {
            if (remembered.Partition.Topic is null)
            {
                remembered.Partition = remembered.Partition with { Topic = nameOf(remembered.Partition.TopicId) };
            }
        }

        cache.Touch(session);
        session.Epoch = FetchSessionEpoch.Next(session.Epoch);
        return new IncrementalFetchContext(session, session.Epoch);
    }
}
