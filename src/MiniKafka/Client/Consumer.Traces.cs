using System.Diagnostics;
using MiniKafka.Client.Tracing;
using MiniKafka.Model;
using MiniKafka.Records;

namespace MiniKafka.Client;

/// <content>What is traced.</content>
public sealed partial class Consumer<TKey, TValue>
{
    /// <summary>
    /// Begins the span <c>process</c> of a consumed record, in the trace that the record carries. It is the current one until it is disposed of:
    /// <c>using var processing = consumer.StartProcessing(result);</c>.
    /// </summary>
    /// <param name="result">What was consumed.</param>
    /// <returns>The span; null when nobody listens to the source <c>MiniKafka</c>, or wants to have this one.</returns>
    public Processing? StartProcessing(ConsumeResult<TKey, TValue> result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (!Traces.AreWanted || result.IsPartitionEof)
        {
            return null;
        }

        var surrounding = Activity.Current;
        CarriedTrace.TryRead(result.Message.Headers is { } headers ? headers.Records : default, out var carried);
        var span = ClientSpans.StartProcess(_core.Cluster, _core.Settings.Group?.GroupId, result.TopicPartitionOffset, carried);
        return span is null ? null : new Processing(span, surrounding);
    }

    private ConsumeResult<TKey, TValue> TracedResultOf(RecordReader reader)
    {
        ref readonly var record = ref reader.Current;
        var surrounding = Activity.Current;
        var cursor = _core.Current;
        CarriedTrace.TryRead(record, out var carried);
        var place = new TopicPartitionOffset(cursor.Partition.TopicPartition, cursor.CurrentOffset);
        var span = ClientSpans.StartPoll(_core.Cluster, _core.Settings.Group?.GroupId, place, carried, record.Value.IsNull);
        try
        {
            return UntracedResultOf(reader);
        }
        catch (Exception exception) when (span is not null)
        {
            Traces.Fail(span, exception);
            throw;
        }
        finally
        {
            if (span is not null)
            {
                Traces.End(span, surrounding);
            }
        }
    }
}
