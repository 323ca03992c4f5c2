using System.Diagnostics;
using System.Globalization;
using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Replication;
using MiniKafka.Runtime;

namespace MiniKafka.Broker.Tracing;

/// <summary>
/// The broker's part in the traces that produced records carry, whichever client wrote them: a span from a Produce request's arrival to its answer. Only
/// while somebody listens are records looked into. Spans are made when all is known. Owned by the broker's loop.
/// </summary>
internal sealed class AppendTraces(ClusterView view, TimeProvider clock, CompressionCodecs codecs, TelemetryListeners listeners)
{
    /// <summary>What the records carry; null when that is nothing, or nobody wants to know.</summary>
    public List<AppendSpan>? Find(List<AppendRequest> appends)
    {
        List<AppendSpan>? found = null;
        if (Traces.AreWanted)
        {
            var now = clock.GetUtcNow();
            foreach (var append in appends)
            {
                Find(append, now, ref found);
            }
        }

        return found;
    }

    /// <summary>Makes the spans of what was appended, or was not.</summary>
    public void Tell(List<AppendSpan> spans, AppendOutcome[] outcomes, string? clientId)
    {
        var end = clock.GetUtcNow();
        foreach (var span in spans)
        {
            span.Outcome = Array.Find(outcomes, outcome => outcome.Partition == span.Partition)!.Result;
        }

        listeners.Tell(() => spans.ForEach(span => Tell(span, end, clientId)));
    }

    /// <summary>Neighbours that carry the same trace share a span.</summary>
    private void Find(in AppendRequest append, DateTimeOffset now, ref List<AppendSpan>? found)
    {
        var batch = new RecordBatchView(append.Records.ToContiguous().Span);
        if (BatchRecords.Open(batch, codecs, out var records) != RecordsStatus.Open)
        {
            return;
        }

        using (records)
        {
            var reader = records.GetReader();
            for (AppendSpan? last = null; reader.MoveNext();)
            {
                if (!CarriedTrace.TryRead(reader.Current, out var carried))
                {
                    last = null;
                }
                else if (last?.Carried == carried)
                {
                    last.Records++;
                }
                else
                {
                    last = new AppendSpan(append.Partition, carried, reader.Current.OffsetDelta, now);
                    (found ??= []).Add(last);
                }
            }
        }
    }

    private void Tell(AppendSpan span, DateTimeOffset end, string? clientId)
    {
        var topic = span.Partition.Topic!;
        var tags = new TagList
        {
            { Traces.System, "kafka" },
            { Traces.OperationName, "append" },
            { TelemetryTags.Topic, topic },
            { TelemetryTags.Partition, span.Partition.Partition.ToString(CultureInfo.InvariantCulture) },
            { TelemetryTags.ClientId, clientId },
            { TelemetryTags.Cluster, view.ClusterId },
            { TelemetryTags.Broker, view.BrokerId },
        };
        if (Traces.Start("append", topic, ActivityKind.Server, span.Carried, tags, span.Begun) is not { } activity)
        {
            return;
        }

        if (span.Outcome.IsSuccess)
        {
            activity.SetTag(Traces.Offset, span.Outcome.BaseOffset + span.OffsetDelta);
        }
        else
        {
            Traces.Fail(activity, new KafkaException(span.Outcome.Error, span.Outcome.ErrorMessage ?? span.Outcome.Error.ToProtocolName()));
        }

        if (span.Records > 1)
        {
            activity.SetTag(Traces.MessageCount, span.Records);
        }

        activity.SetEndTime(end.UtcDateTime);
        Traces.End(activity, Activity.Current);
    }
}
