using MiniKafka.Runtime;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Client.Producers.Accumulation;

/// <summary>
/// The bytes that batches may take until they are acknowledged (<c>buffer.memory</c>). Any thread reserves; the loop gives
/// back. Who finds it used up waits until a good part is free again, so that producer and sender do not take turns for
/// every single batch.
/// </summary>
internal sealed class ProducerMemory(long total, int batchSize, EventLoop loop)
{
    private const int WakeShare = 8;
    private const int SmallestBuffer = 512;
    private long _available = total;
    private TaskCompletionSource? _freed;

    public long Total { get; } = total;

    /// <summary>What is taken of it now; any thread may ask.</summary>
    public long Taken => Total - Volatile.Read(ref _available);

    /// <summary>What batches are written into.</summary>
    public BufferPool Buffers { get; } = new(Math.Max(batchSize, SmallestBuffer));

    /// <summary>True while somebody waits: batches that are not full are sent then.</summary>
    public bool IsAwaited => Volatile.Read(ref _freed) is not null;

    public bool TryReserve(int bytes)
    {
        var available = Volatile.Read(ref _available);
        while (available >= bytes)
        {
            var seen = Interlocked.CompareExchange(ref _available, available - bytes, available);
            if (seen == available)
            {
                return true;
            }

            available = seen;
        }

        return false;
    }

    /// <summary>Gives bytes back; on the loop.</summary>
    public void Release(int bytes)
    {
        var available = Interlocked.Add(ref _available, bytes);
        if (_freed is { } freed && available >= Total / WakeShare)
        {
            Volatile.Write(ref _freed, null);
            freed.TrySetResult();
        }
    }

    /// <summary>Completes when there is memory again; on the loop.</summary>
    public Task WhenFreedAsync()
    {
        if (_freed is null)
        {
            Volatile.Write(ref _freed, loop.CreateCompletion());
        }

        return _freed!.Task;
    }
}
