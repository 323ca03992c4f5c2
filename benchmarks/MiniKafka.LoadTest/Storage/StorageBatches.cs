using MiniKafka.Records;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.LoadTest.Storage;

/// <summary>Record batches of a wanted size, encoded once and appended again and again.</summary>
internal static class StorageBatches
{
    public static SharedBytes Make(int recordBytes, int batchBytes)
    {
        var value = new byte[recordBytes];
        new Random(17).NextBytes(value);
        var builder = new RecordBatchBuilder { MaxBytes = batchBytes, InitialCapacity = batchBytes };
        while (builder.TryAppend(1_700_000_000_000, NullableBytes.Null, value))
        {
            // The builder says when it is full.
        }

        return builder.Build();
    }
}
