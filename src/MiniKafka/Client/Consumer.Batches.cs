using System.Runtime.ExceptionServices;
using MiniKafka.Runtime;

namespace MiniKafka.Client;

/// <content>Many records in one call.</content>
public sealed partial class Consumer<TKey, TValue>
{
    /// <summary>What went wrong behind the records of a batch, and is thrown by the next call.</summary>
    private ExceptionDispatchInfo? _failure;

    /// <inheritdoc/>
    public IReadOnlyList<ConsumeResult<TKey, TValue>> ConsumeBatch(int maxRecords, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRecords);
        return Consume(timeout, cancellationToken) is { } first ? BatchFrom(first, maxRecords) : [];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConsumeResult<TKey, TValue>>> ConsumeBatchAsync(int maxRecords, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRecords);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryConsume(out var first))
            {
                return BatchFrom(first!, maxRecords);
            }

            await _core.WaitAsync(cancellationToken).OffCaller();
        }
    }

    private List<ConsumeResult<TKey, TValue>> BatchFrom(ConsumeResult<TKey, TValue> first, int maxRecords)
    {
        List<ConsumeResult<TKey, TValue>> batch = [first];
        try
        {
            while (batch.Count < maxRecords && _core.TryNextInBatch(out var reader))
            {
                batch.Add(ResultOf(reader));
            }
        }
#pragma warning disable CA1031 // The records before it are the application's first.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }

        return batch;
    }
}
