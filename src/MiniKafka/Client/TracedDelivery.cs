using System.Diagnostics;
using MiniKafka.Client.Cluster;
using MiniKafka.Client.Producers.Accumulation;
using MiniKafka.Client.Tracing;
using MiniKafka.Model;
using MiniKafka.Records;

namespace MiniKafka.Client;

/// <summary>
/// A record whose way is a span, from the call that produced it to its result. The record carries the span's trace, unless it carries one already:
/// then the span belongs to that. The span ends before whoever produced the record hears of it.
/// </summary>
internal sealed class TracedDelivery : IDelivery
{
    private readonly Activity? _surrounding = Activity.Current;
    private readonly Activity? _span;
    private readonly RecordHeader[] _headers;
    private readonly ClusterClient _client;
    private readonly IDelivery? _producer;

    /// <summary>Begins the span, which is current on this thread until <see cref="Leave"/>.</summary>
    public TracedDelivery(ClusterClient client, string topic, ReadOnlySpan<RecordHeader> headers, bool isTombstone, IDelivery? producer)
    {
        (_client, _producer) = (client, producer);
        var isCarried = CarriedTrace.TryRead(headers, out var carried);
        _span = ClientSpans.StartSend(client, topic, carried, isTombstone);

        // A trace that nobody records here goes on all the same, so that it is whole where others do.
        var current = _span ?? _surrounding;
        _headers = isCarried || current is not { IdFormat: ActivityIdFormat.W3C } ? headers.ToArray() : CarriedTrace.Add(headers, current);
    }

    /// <summary>The record's headers.</summary>
    public ReadOnlySpan<RecordHeader> Headers => _headers;

    public bool RunsUserCode => true;

    /// <summary>The calling thread goes on with what it did before.</summary>
    public void Leave() => Activity.Current = _surrounding;

    public void Complete(TopicPartition partition, long offset, long timestampMs, KafkaException? error)
    {
        try
        {
            if (_span is { } span)
            {
                ClientSpans.Land(span, _client, partition, offset);
                End(span, error);
            }
        }
        finally
        {
            _producer?.Complete(partition, offset, timestampMs, error);
        }
    }

    /// <summary>The record was not even put into a batch.</summary>
    public void Fail(Exception exception)
    {
        if (_span is { } span)
        {
            End(span, exception);
        }
    }

    /// <summary>The record waits for its place in a batch; when it gets none, it has failed.</summary>
    public void FailWith(Task waiting) => _ = waiting.ContinueWith(
        static (failed, delivery) => ((TracedDelivery)delivery!).Fail(failed.Exception?.InnerException ?? new TaskCanceledException(failed)),
        this,
        CancellationToken.None,
        TaskContinuationOptions.NotOnRanToCompletion,
        TaskScheduler.Default);

    private static void End(Activity span, Exception? error)
    {
        if (error is not null)
        {
            Traces.Fail(span, error);
        }

        Traces.End(span, Activity.Current);
    }
}
