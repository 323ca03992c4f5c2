using System.Diagnostics;
using System.Globalization;
using MiniKafka.Client.Cluster;
using MiniKafka.Model;

namespace MiniKafka.Client.Tracing;

/// <summary>The spans of clients, and what is known of each when it begins.</summary>
internal static class ClientSpans
{
    public static Activity? StartSend(ClusterClient client, string topic, ActivityContext carried, bool isTombstone)
    {
        var tags = Common(client, topic, "send", "send");
        AddTombstone(ref tags, isTombstone);
        return Traces.Start("send", topic, ActivityKind.Producer, carried, tags);
    }

    public static Activity? StartPoll(ClusterClient client, string? group, TopicPartitionOffset place, ActivityContext carried, bool isTombstone)
    {
        var tags = Common(client, place.Topic, "poll", "receive");
        AddPlace(ref tags, group, place);
        AddTombstone(ref tags, isTombstone);
        return Traces.Start("poll", place.Topic, ActivityKind.Client, carried, tags);
    }

    public static Activity? StartProcess(ClusterClient client, string? group, TopicPartitionOffset place, ActivityContext carried)
    {
        var tags = Common(client, place.Topic, "process", "process");
        AddPlace(ref tags, group, place);
        return Traces.Start("process", place.Topic, ActivityKind.Consumer, carried, tags);
    }

    /// <summary>Where the record went; before the first of a client its cluster is not known.</summary>
    public static void Land(Activity activity, ClusterClient client, TopicPartition partition, long offset)
    {
        activity.SetTag(TelemetryTags.Cluster, client.Metadata.ClusterId);
        activity.SetTag(TelemetryTags.Partition, partition.Partition.ToString(CultureInfo.InvariantCulture));
        if (offset >= 0)
        {
            activity.SetTag(Traces.Offset, offset);
        }
    }

    private static TagList Common(ClusterClient client, string topic, string name, string type)
    {
        var tags = new TagList
        {
            { Traces.System, "kafka" },
            { Traces.OperationName, name },
            { Traces.OperationType, type },
            { TelemetryTags.Topic, topic },
            { TelemetryTags.ClientId, client.Options.ClientId },
        };
        if (client.Metadata.ClusterId is { } cluster)
        {
            tags.Add(TelemetryTags.Cluster, cluster);
        }

        return tags;
    }

    private static void AddPlace(ref TagList tags, string? group, TopicPartitionOffset place)
    {
        tags.Add(TelemetryTags.Partition, place.TopicPartition.Partition.ToString(CultureInfo.InvariantCulture));
        tags.Add(Traces.Offset, place.Offset);
        if (group is not null)
        {
            tags.Add(TelemetryTags.Group, group);
        }
    }

    private static void AddTombstone(ref TagList tags, bool isTombstone)
    {
        if (isTombstone)
        {
            tags.Add(Traces.Tombstone, true);
        }
    }
}
