using MiniKafka.Dashboard.Timeline;

namespace MiniKafka.Dashboard.Pages;

/// <summary>What happened while somebody looked, newest first.</summary>
internal static class TimelinePage
{
    public static Page Of(Watchman watchman, EventLog events) => new(
        "timeline",
        "Timeline",
        [
            new Look("timeline", async (query, cancellationToken) =>
            {
                var take = query.Number("take", 200, 0, EventLog.MostKept);
                await watchman.LookAsync(cancellationToken).ConfigureAwait(false);
                return new EventList(events.Newest(take));
            }),
        ],
        []);
}

/// <summary>Some events.</summary>
internal sealed record EventList(IReadOnlyList<ClusterEvent> Events);
