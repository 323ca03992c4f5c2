using System.Collections.Concurrent;
using MiniKafka.Client.Cluster;
using MiniKafka.Client.Metrics;
using MiniKafka.Client.Producers.Accumulation;
using MiniKafka.Client.Producers.Partitioning;
using MiniKafka.Client.Producers.Sending;
using MiniKafka.Model;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Timers;

namespace MiniKafka.Client.Producers;

/// <summary>
/// A producer below its serializers. Threads of the user append straight into the batches as long as the topic is known
/// and there is memory; otherwise a copy of the record waits on the loop behind those of its topic that wait already, so
/// that the order of the calls is kept either way.
/// </summary>
internal sealed class ProducerCore
{
    private readonly ClusterClient _cluster;
    private readonly ProducerSettings _settings;
    private readonly ProducerMemory _memory;
    private readonly IncompleteBatches _incomplete = new();
    private readonly DeliveryCounts _counts = new();
    private readonly DeliveryCallbacks _callbacks;
    private readonly BatchResults _results;
    private readonly ProducerSender _sender;
    private readonly AccumulatorLimits _limits;
    private readonly StickyChoice _sticky;
    private readonly ConcurrentDictionary<string, ProducerTopic> _topics = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _over;
    private ProducerTopic? _lastTopic;

    public ProducerCore(ClusterClient cluster, ProducerSettings settings, Action<Exception> report)
    {
        _cluster = cluster;
        _settings = settings;
        _limits = new AccumulatorLimits(
            settings.Sending.BatchSize, cluster.Loop.Clock.TimestampsIn(settings.Linger), settings.Sending.Compression);
        _memory = new ProducerMemory(settings.BufferMemory, settings.Sending.BatchSize, cluster.Loop);
        _callbacks = new DeliveryCallbacks(cluster.Loop, report);
        _results = new BatchResults(_memory, _incomplete, _callbacks, _counts);
        _sender = new ProducerSender(cluster, settings.Sending, _memory, _results);
        _sticky = new StickyChoice(cluster.Host.CreateRandom($"{cluster.Loop.Name} sticky partitions"), settings.Adaptive);
        _over = cluster.Loop.CreateCompletion();
        cluster.TellUse = TellUse;
        cluster.Meter.Observe(Read);
        cluster.Loop.Ended.Register(static core => ((ProducerCore)core!).End(), this);
    }

    public ClusterClient Cluster => _cluster;

    public LoopHost Host => _cluster.Host;

    /// <summary>True while the calling thread runs a delivery handler of this producer.</summary>
    public bool IsInHandler => _callbacks.IsCurrent;

    public long NowMs => _cluster.Host.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// Puts the record into a batch. Null when that is done; otherwise a task that is done when it is, and fails when
    /// metadata or memory do not come within <c>max.block.ms</c>.
    /// </summary>
    public Task? Enqueue(string topicName, int? partition, in RecordToSend record)
    {
        CheckSize(topicName, record);
        var topic = Topic(topicName);
        if (!topic.HasWaiting && topic.In(_cluster.Metadata) is { } metadata)
        {
            var chosen = Choose(topic, metadata, partition, record);
            if (chosen is { } known && TryAppend(topic, record, known))
            {
                return null;
            }

            partition = chosen ?? partition;
        }

        return EnqueueLater(topic, new WaitingRecord(record, partition));
    }

    /// <summary>
    /// Completes when everything produced before is acknowledged or has failed, and its handlers have returned; not those
    /// of the handler that waits here itself.
    /// </summary>
    public async Task FlushAsync()
    {
        var inHandler = IsInHandler;
        await _cluster.FinishAsync(() => FlushOnLoopAsync(inHandler)).OffCaller();
        if (_cluster.Loop.IsStopped && !inHandler)
        {
            await _over.Task.OffCaller();
        }
    }

    /// <summary>Delivers what was produced, as far as that can be done in time, and ends the producer; what is left has failed then.</summary>
    public async Task CloseAsync()
    {
        var inHandler = IsInHandler;
        await _cluster.FinishAsync(async () =>
        {
            await InTimeAsync(FlushOnLoopAsync(inHandler), _cluster.Loop.Clock);
            _sender.Stop();
        }).OffCaller();
        var closed = Task.WhenAll(_cluster.DisposeAsync().AsTask(), _over.Task);
        if (!inHandler)
        {
            // The worker that runs this very handler ends only after it.
            await InTimeAsync(closed, Host.Clock).OffCaller();
        }
    }

    /// <summary>Nothing runs on the loop any more, and nobody else would tell those who wait. Threads that produce at this moment find no batch to write into.</summary>
    private void End()
    {
        const string Closed = "The producer was closed, or its cluster, before the record was delivered.";
        var closed = _cluster.Loop.Failed is { IsCompletedSuccessfully: true } failed
            ? new KafkaException(ErrorCode.UnknownServerError, $"{Closed} What went wrong: {failed.Result.Message}", failed.Result)
            : new KafkaException(ErrorCode.UnknownServerError, Closed);
        _incomplete.Close(closed);
        foreach (var topic in _topics.Values)
        {
            topic.End();
        }

        _results.FailAllAsync(closed).ContinueWith(
            static (_, over) => ((TaskCompletionSource)over!).TrySetResult(),
            _over,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        _memory.Buffers.Close();
    }

    /// <summary>How it stands; on its loop.</summary>
    private ProducerReading Read() => new(
        [.. _counts.Read()], _incomplete.Snapshot().Sum(batch => batch.RecordCount), _memory.Taken);

    private void TellUse()
    {
        foreach (var topic in _topics.Values)
        {
            _cluster.Use(topic.Name, topic.UsedAt);
        }
    }

    private ProducerTopic Topic(string name)
    {
        if (_lastTopic is { } last && last.Name == name)
        {
            return last;
        }

        return _lastTopic = _topics.GetOrAdd(name, static (name, core) => new ProducerTopic(name, core._sticky, core.MakeBuffer), this);
    }

    private PartitionBuffer MakeBuffer(TopicPartition partition)
    {
        var buffer = new PartitionBuffer(partition, _limits, _memory, _incomplete, _cluster.Host.Clock);
        _sender.Add(partition, buffer);
        return buffer;
    }

    /// <summary>The partition to append to; null when it is given but not known to exist.</summary>
    private int? Choose(ProducerTopic topic, TopicMetadata metadata, int? partition, in RecordToSend record)
    {
        var count = topic.Learn(metadata);
        return partition is not { } given ? _settings.Partitioner.Choose(topic, record.Key, count)
            : given < count ? given
            : null;
    }

    private bool TryAppend(ProducerTopic topic, in RecordToSend record, int partition)
    {
        var outcome = topic.TryAppend(record, partition);
        if (outcome != AppendOutcome.Appended)
        {
            _sender.Signal(isAwaited: record.Delivery is { RunsUserCode: false });
        }

        return outcome != AppendOutcome.OutOfMemory;
    }

    private void CheckSize(string topic, in RecordToSend record)
    {
        var size = record.SizeUpperBound;
        if (size > _settings.Sending.MaxRequestSize)
        {
            throw new KafkaException(ErrorCode.MessageTooLarge, $"A record of {size} bytes for '{topic}' is larger than max.request.size, {_settings.Sending.MaxRequestSize}.");
        }

        if (Math.Max(size, _settings.Sending.BatchSize) > _memory.Total)
        {
            throw new KafkaException(ErrorCode.MessageTooLarge, $"A batch of {Math.Max(size, _settings.Sending.BatchSize)} bytes for '{topic}' is larger than buffer.memory, {_memory.Total}.");
        }
    }

    private Task EnqueueLater(ProducerTopic topic, WaitingRecord record)
    {
        topic.BeginWaiting();
        return _cluster.Loop.InvokeAsync(() =>
        {
            var before = topic.LastWaiting;
            var waiting = EnqueueBehindAsync(before, topic, record);
            topic.LastWaiting = waiting;
            return waiting;
        });
    }

    private async Task EnqueueBehindAsync(Task before, ProducerTopic topic, WaitingRecord record)
    {
        var started = _cluster.Loop.Clock.GetTimestamp();
        try
        {
            await before.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            var partition = await PartitionAsync(topic, record, started);
            while (!TryAppend(topic, record.Record, partition))
            {
                await MemoryAsync(started);
            }
        }
        finally
        {
            topic.EndWaiting();
        }
    }

    private async Task<int> PartitionAsync(ProducerTopic topic, WaitingRecord record, long started)
    {
        _cluster.Want(topic.Name);
        var metadata = await _cluster.TopicAsync(topic.Name, TimeLeft(started));
        if (record.Partition >= metadata.Partitions.Length)
        {
            // It may have got more partitions since.
            await _cluster.RefreshAsync();
            metadata = await _cluster.TopicAsync(topic.Name, TimeLeft(started));
        }

        if (record.Partition >= metadata.Partitions.Length)
        {
            throw new KafkaException(ErrorCode.UnknownTopicOrPartition, $"There is no partition {record.Partition} of '{topic.Name}', which has {metadata.Partitions.Length}.");
        }

        var count = topic.Learn(metadata);
        if (record.Partition is { } known)
        {
            return known;
        }

        return _settings.Partitioner.RunsUserCode
            ? await Host.RunOnWorkerAsync(WorkerKind.User, () => _settings.Partitioner.Choose(topic, record.Record.Key, count))
            : _settings.Partitioner.Choose(topic, record.Record.Key, count);
    }

    private async Task MemoryAsync(long started)
    {
        var freed = _memory.WhenFreedAsync();
        _sender.SendReady();
        try
        {
            await freed.WaitAsync(TimeLeft(started), _cluster.Loop.Clock);
        }
        catch (TimeoutException exception)
        {
            throw new KafkaException(
                ErrorCode.RequestTimedOut,
                $"The buffer of {_memory.Total} bytes (buffer.memory) stayed full for max.block.ms, {_settings.MaxBlock.TotalMilliseconds} ms.",
                exception);
        }
    }

    private TimeSpan TimeLeft(long started)
    {
        var left = _settings.MaxBlock - _cluster.Loop.Clock.GetElapsedTime(started);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private async Task WhenOverAsync(ProducerBatch batch)
    {
        if (!batch.IsOver)
        {
            await (batch.Done ??= _cluster.Loop.CreateCompletion()).Task;
        }

        foreach (var part in batch.Parts)
        {
            await WhenOverAsync(part);
        }
    }

    private async Task InTimeAsync(Task work, TimeProvider clock)
    {
        try
        {
            await work.WaitAsync(_settings.CloseTimeout, clock).OffCaller();
        }
        catch (TimeoutException)
        {
            // What could not be delivered hears of it when the loop ends, and a handler that does not return keeps its thread, and nobody else.
        }
    }

    private async Task FlushOnLoopAsync(bool inHandler)
    {
        _sender.BeginFlush();
        try
        {
            await Task.WhenAll(_topics.Values.Select(topic => topic.LastWaiting.ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default)));
            _sender.SendReady();

            await Task.WhenAll(Array.ConvertAll(_incomplete.Snapshot(), WhenOverAsync));
        }
        finally
        {
            _sender.EndFlush();
        }

        if (!inHandler)
        {
            await _callbacks.WhenIdleAsync();
        }
    }
}
