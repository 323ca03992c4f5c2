using MiniKafka.Client.Cluster;
using MiniKafka.Client.Producers.Accumulation;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;
using MiniKafka.Runtime.Threads;
using MiniKafka.Runtime.Timers;

namespace MiniKafka.Client.Producers.Sending;

/// <summary>
/// Sends batches to the leaders of their partitions: one Produce request per leader at a time of sending, several on their
/// way to each. Woken by producing threads, answers, metadata and its one timer. Owned by the producer's loop.
/// </summary>
internal sealed partial class ProducerSender
{
    private static readonly Action<object?> Signalled = static state => ((ProducerSender)state!).SendReady();

    private readonly ClusterClient _cluster;
    private readonly SendingSettings _settings;
    private readonly ProducerMemory _memory;
    private readonly BatchResults _results;
    private readonly ProducerIdentities _identities;
    private readonly List<PartitionQueue> _queues = [];
    private readonly Dictionary<TopicPartition, PartitionQueue> _byPartition = [];
    private readonly LeaderNodes _leaders;
    private readonly MetadataRefresh _refresh;
    private readonly SendTimer _timer;
    private readonly long _deliveryTicks;
    private int _firstQueue;
    private int _flushes;
    private int _signalled;
    private volatile bool _saturated;
    private volatile bool _atRest;
    private bool _sending;
    private bool _sendAgain;

    public ProducerSender(ClusterClient cluster, SendingSettings settings, ProducerMemory memory, BatchResults results)
    {
        _cluster = cluster;
        _settings = settings;
        _memory = memory;
        _results = results;
        _identities = new ProducerIdentities(cluster, SendReady);
        _deliveryTicks = Clock.TimestampsIn(settings.DeliveryTimeout);
        _refresh = new MetadataRefresh(cluster, HasLeaderlessWork, SendReady);
        _leaders = new LeaderNodes(cluster, _refresh, SendReady);
        _timer = new SendTimer(Clock, SendReady);
    }

    private TimeProvider Clock => _cluster.Loop.Clock;

    private bool Hurry => _flushes > 0 || _memory.IsAwaited;

    /// <summary>There is something to send; from any thread, for the price of a read when that is known already.</summary>
    /// <remarks>
    /// While every leader has as many requests as it may have, the next answer does what a signal would. While none has any, the
    /// calling thread sends sooner than another could be woken for it; one that does not wait for the result has better to do.
    /// </remarks>
    /// <param name="isAwaited">Whether the caller awaits what becomes of its record.</param>
    public void Signal(bool isAwaited)
    {
        if (_saturated || Volatile.Read(ref _signalled) != 0 || Interlocked.Exchange(ref _signalled, 1) != 0)
        {
            return;
        }

        if (isAwaited && _atRest)
        {
            LoopGuest.TryPostAndRun(_cluster.Loop, Signalled, this);
        }
        else
        {
            _cluster.Loop.TryPost(Signalled, this);
        }
    }

    /// <summary>A partition that is produced to for the first time; from any thread.</summary>
    public void Add(TopicPartition partition, PartitionBuffer buffer) => _cluster.Loop.TryPost(
        _ =>
        {
            var queue = new PartitionQueue(partition, buffer);
            _queues.Add(queue);
            _byPartition.Add(partition, queue);
        },
        null);

    /// <summary>From now on until <see cref="EndFlush"/> nothing lingers.</summary>
    public void BeginFlush()
    {
        _flushes++;
        SendReady();
    }

    public void EndFlush() => _flushes--;

    /// <summary>Ends the timer.</summary>
    public void Stop() => _timer.Stop();

    /// <summary>Sends whatever may be sent now and sets the timer for what may be sent later.</summary>
    public void SendReady()
    {
        Interlocked.Exchange(ref _signalled, 0);
        if (_sending)
        {
            // Something was done with at once, further up on the stack: what that makes possible comes next.
            _sendAgain = true;
            return;
        }

        if (_cluster.IsMetadataOld && _queues.Count > 0)
        {
            _refresh.Start();
        }

        _sending = true;
        long wakeAt;
        do
        {
            _sendAgain = false;
            wakeAt = long.MaxValue;
            Collect(Clock.GetTimestamp(), ref wakeAt);
        }
        while (SendCollected() || _sendAgain);
        _sending = false;
        _saturated = _leaders.AreSaturated(_settings.MaxInFlight);
        _atRest = _leaders.AreAtRest;
        _timer.WakeAt(wakeAt);
    }

    /// <summary>Gives every leader that can take a request at most one batch of each partition, beginning with another partition each time.</summary>
    private void Collect(long now, ref long wakeAt)
    {
        _firstQueue = (_firstQueue + 1) % Math.Max(1, _queues.Count);
        for (var i = 0; i < _queues.Count; i++)
        {
            var queue = _queues[(_firstQueue + i) % _queues.Count];
            if (queue.HasWork || queue.InFlight > 0)
            {
                Expire(queue, now, ref wakeAt);
                Collect(queue, now, ref wakeAt);
            }
        }
    }

    private void Collect(PartitionQueue queue, long now, ref long wakeAt)
    {
        if (!queue.HasWork || !queue.MaySend(_settings.Idempotent) || IsBlocked(queue.BlockedUntil, now, ref wakeAt))
        {
            return;
        }

        if (_leaders.LeaderOf(queue.Partition) is not { } node || node.InFlight >= _settings.MaxInFlight || IsBlocked(node.BlockedUntil, now, ref wakeAt)
            || !_leaders.EnsureConnected(node) || !EnsureIdentity(queue))
        {
            return;
        }

        if (node.NextBytes > 0 && node.NextBytes + _settings.BatchSize > _settings.MaxRequestSize)
        {
            return;
        }

        // A batch that is not full gains nothing from being sent behind one whose answer it would wait for anyway.
        if (queue.InFlight > 0 && !queue.Buffer.HasFullBatch && !Hurry)
        {
            return;
        }

        if (queue.TakeNext(Hurry, now, out var readyAt) is { } batch)
        {
            batch.Attempts++;
            queue.Sent(batch);
            node.Next.Add(batch);
            node.NextBytes += batch.SizeInBytes;
        }
        else
        {
            wakeAt = Math.Min(wakeAt, readyAt);
        }
    }

    private bool SendCollected()
    {
        var any = false;
        foreach (var node in _leaders.All)
        {
            if (node.Next.Count > 0)
            {
                any = true;
                Send(node, node.TakeNext());
            }
        }

        return any;
    }

    /// <summary>Runs on the loop until it awaits, so that requests leave in the order of the calls; what it throws ends the loop.</summary>
    private async void Send(LeaderNode node, List<ProducerBatch> batches)
    {
        node.InFlight++;
        try
        {
            var request = ProduceExchange.Request(batches, _cluster.Metadata, _settings, out var newestVersion);
            if (_settings.Acks == Acks.None)
            {
                await node.Connection!.SendWithoutAnswerAsync(request, newestVersion);
                batches.ForEach(batch => Finish(batch, -1, -1, null));
            }
            else
            {
                using var response = await node.Connection!.SendAsync(request, newestVersion);
                node.Failures = 0;
                node.BlockedUntil = response.Message.ThrottleTimeMs > 0
                    ? Clock.TimestampAfter(TimeSpan.FromMilliseconds(response.Message.ThrottleTimeMs))
                    : 0;
                HandleAnswers(batches, request, response);
            }
        }
        catch (Exception exception) when (ClientErrors.IsKnown(exception))
        {
            node.Failures++;
            _refresh.Start();
            foreach (var batch in batches)
            {
                batch.MayBeStored = true;
                Failed(batch, ClientErrors.Translate(exception, $"Producing to {batch.Partition}"));
            }
        }

        node.InFlight--;
        SendReady();
    }

    private bool EnsureIdentity(PartitionQueue queue)
    {
        if (!_settings.Idempotent || !queue.NeedsIdentity)
        {
            return true;
        }

        if (_identities.Current is { } identity)
        {
            queue.Begin(identity);
            return true;
        }

        if (_identities.Fatal is { } fatal)
        {
            while (queue.TakeNext(hurry: true, 0, out _) is { } batch)
            {
                _results.Complete(batch, -1, -1, fatal);
            }
        }

        return false;
    }

    private bool HasLeaderlessWork() =>
        _queues.Exists(queue => queue.HasWork && _cluster.Metadata.Partition(queue.Partition) is not { HasLeader: true });

    private static bool IsBlocked(long until, long now, ref long wakeAt)
    {
        if (until <= now)
        {
            return false;
        }

        wakeAt = Math.Min(wakeAt, until);
        return true;
    }
}
