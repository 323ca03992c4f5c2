using System.Buffers;
using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Client.Producers.Accumulation;

/// <summary>
/// A batch from its first record to its result. While open it is written to under its partition's lock; once taken by the
/// sender it belongs to the loop. Those who wait for its records are kept in one pooled array. One that is too large for
/// the broker is replaced by its parts.
/// </summary>
internal sealed partial class ProducerBatch
{
    private const int FirstDeliveries = 16;
    private readonly RecordBatchBuilder _builder;
    private Waiting[]? _waiting;
    private int _handlers;
    private SharedBytes _bytes;
    private bool _built;

    public ProducerBatch(TopicPartition partition, RecordBatchBuilder builder, int reservedBytes, long number, long createdAt)
    {
        Number = number;
        Partition = partition;
        ReservedBytes = reservedBytes;
        CreatedAt = createdAt;
        _builder = builder;
        Node = new LinkedListNode<ProducerBatch>(this);
    }

    public TopicPartition Partition { get; }

    /// <summary>Counts the batches of its partition, in the order in which they were begun. The parts of one share its number.</summary>
    public long Number { get; }

    /// <summary>What it took of the producer's memory.</summary>
    public int ReservedBytes { get; }

    /// <summary>When its first record came; a timestamp of the clock.</summary>
    public long CreatedAt { get; }

    public LinkedListNode<ProducerBatch> Node { get; }

    public int RecordCount => _builder.RecordCount;

    public int SizeInBytes => _built ? (int)_bytes.Length : _builder.EstimatedBytes;

    /// <summary>How often it was sent so far.</summary>
    public int Attempts { get; set; }

    /// <summary>
    /// True once nobody can say whether a broker has it: it was sent, and no answer came. Then it keeps its producer id and
    /// sequence when it is sent again, so that it is not stored twice.
    /// </summary>
    public bool MayBeStored { get; set; }

    /// <summary>The sequence number of its first record, once it has one.</summary>
    public int BaseSequence => _builder.BaseSequence;

    public bool HasSequence => _builder.BaseSequence != RecordBatchFormat.NoSequence;

    public long ProducerId => _builder.ProducerId;

    public short ProducerEpoch => _builder.ProducerEpoch;

    /// <summary>Its result, once it has one.</summary>
    public KafkaException? Error { get; private set; }

    /// <summary>True once it has its result, or parts in its place.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Completed on the loop with its result; made when somebody flushes.</summary>
    public TaskCompletionSource? Done { get; set; }

    /// <summary>Appends the record and says how many bytes it took; false when the batch is too full for it.</summary>
    public bool TryAppend(in RecordToSend record, out int size)
    {
        var before = _builder.UncompressedBytes;
        if (!_builder.TryAppend(record.Timestamp, record.Key, record.Value, record.Headers))
        {
            size = 0;
            return false;
        }

        size = _builder.UncompressedBytes - before;

        if (record.Delivery is { } delivery)
        {
            Remember(_builder.RecordCount - 1, record.Timestamp, delivery);
        }

        return true;
    }

    /// <summary>True when it belongs behind the other among the batches of its partition.</summary>
    public bool IsBehind(ProducerBatch other) => Number != other.Number ? Number > other.Number : RecordsBefore > other.RecordsBefore;

    /// <summary>Gives the batch its place among those of a producer id; again, after that id was given up.</summary>
    public void SetProducer(long producerId, short epoch, int baseSequence)
    {
        _builder.SetProducer(producerId, epoch, baseSequence);
        if (_built)
        {
            // Earlier bytes may still be on their way: the new ones are a copy.
            var copy = PooledBuffer.Rent((int)_bytes.Length);
            _bytes.Sequence.CopyTo(copy.Span);
            RecordBatchPatch.SetProducer(copy.Span, producerId, epoch, baseSequence);
            _bytes.Release();
            _bytes = new SharedBytes(copy.Memory, copy);
        }
    }

    /// <summary>The finished batch; the hold on it stays with this object until <see cref="Complete"/>.</summary>
    public SharedBytes Build()
    {
        if (!_built)
        {
            _bytes = _builder.Build();
            _built = true;
        }

        return _bytes;
    }

    /// <summary>Tells those who await, and says whether handlers are left to be told by <see cref="TellHandlers"/>.</summary>
    public bool Complete(long baseOffset, long logAppendTime, KafkaException? error)
    {
        BaseOffset = baseOffset;
        LogAppendTime = logAppendTime;
        Error = error;
        Release();

        if (_waiting is not null && _handlers < _builder.RecordCount)
        {
            Tell(userCode: false);
        }

        Done?.TrySetResult();
        if (_handlers > 0)
        {
            return true;
        }

        ForgetWaiting();
        return false;
    }

    /// <summary>Runs the user's handlers; an exception of one is reported and does not keep the others from running.</summary>
    public void TellHandlers(Action<Exception> report)
    {
        for (var i = 0; i < _builder.RecordCount && i < _waiting!.Length; i++)
        {
            try
            {
                TellOne(i, userCode: true);
            }
#pragma warning disable CA1031 // The user's code may throw anything.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                report(exception);
            }
        }

        ForgetWaiting();
    }

    private void Release()
    {
        IsOver = true;
        if (_built)
        {
            _bytes.Release();
        }
        else
        {
            _builder.Abandon();
        }
    }

    private long BaseOffset { get; set; } = -1;

    private long LogAppendTime { get; set; } = -1;

    private void Remember(int index, long timestamp, IDelivery delivery)
    {
        if (_waiting is null || index >= _waiting.Length)
        {
            var grown = ArrayPool<Waiting>.Shared.Rent(Math.Max(Math.Max(FirstDeliveries, index + 1), 2 * (_waiting?.Length ?? 0)));
            grown.AsSpan().Clear();
            _waiting?.CopyTo(grown, 0);
            ForgetWaiting();
            _waiting = grown;
        }

        _waiting[index] = new Waiting(delivery, timestamp);
        _handlers += delivery.RunsUserCode ? 1 : 0;
    }

    private void Tell(bool userCode)
    {
        for (var i = 0; i < _builder.RecordCount && i < _waiting!.Length; i++)
        {
            TellOne(i, userCode);
        }
    }

    private void TellOne(int index, bool userCode)
    {
        var (delivery, timestamp) = _waiting![index];
        if (delivery is not null && delivery.RunsUserCode == userCode)
        {
            delivery.Complete(Partition, BaseOffset < 0 ? -1 : BaseOffset + index, LogAppendTime >= 0 ? LogAppendTime : timestamp, Error);
        }
    }

    private void ForgetWaiting()
    {
        if (_waiting is { } waiting)
        {
            _waiting = null;
            ArrayPool<Waiting>.Shared.Return(waiting, clearArray: true);
        }
    }

    private readonly record struct Waiting(IDelivery? Delivery, long Timestamp);
}
