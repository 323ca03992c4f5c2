using Microsoft.AspNetCore.Http;
using MiniKafka.Dashboard.Sources;
using MiniKafka.Model;

namespace MiniKafka.Dashboard.Pages;

/// <summary>The replicas of a topic on their disks, segment by segment.</summary>
internal sealed class SegmentsPage(IClusterSource source)
{
    public Page Page => new("segments", "Segments", [new Look("segments", LookAsync)], []);

    private async Task<object> LookAsync(PageQuery query, CancellationToken cancellationToken)
    {
        var name = query.Required("topic");
        var known = await source.ReadMetadataAsync(cancellationToken).ConfigureAwait(false);
        var topic = known.Find(name) ?? throw new PageException(StatusCodes.Status404NotFound, $"There is no topic '{name}'.");
        return new TopicFiles(await source.ReadFilesAsync(topic, cancellationToken).ConfigureAwait(false));
    }
}

/// <summary>A topic on the disks of its brokers.</summary>
internal sealed record TopicFiles(IReadOnlyList<ReplicaFiles> Replicas);

/// <summary>A replica in its directory; its segments are null where nobody tells.</summary>
internal sealed record ReplicaFiles(int Broker, int Partition, string Directory, long Bytes, IReadOnlyList<SegmentFiles>? Segments);

/// <summary>A segment.</summary>
internal sealed record SegmentFiles(long BaseOffset, long NextOffset, long Bytes, long IndexBytes, DateTimeOffset? NewestTimestamp, bool Active)
{
    public static SegmentFiles Of(ReplicaSegment segment) =>
        new(segment.BaseOffset, segment.NextOffset, segment.SizeInBytes, segment.IndexBytes, segment.NewestTimestamp, segment.IsActive);
}
