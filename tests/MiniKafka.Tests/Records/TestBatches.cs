using System.Buffers;
using System.Text;
using MiniKafka.Records;
using MiniKafka.Runtime.Buffers;
using Record = MiniKafka.Records.Record;

namespace MiniKafka.Tests.Records;

/// <summary>Small batches, and what is in them, for the tests of this room.</summary>
internal static class TestBatches
{
    /// <summary>A batch of records without keys.</summary>
    public static byte[] WithValues(params string[] values)
    {
        var builder = new RecordBatchBuilder();
        foreach (var value in values)
        {
            builder.TryAppend(1_000, NullableBytes.Null, Encoding.UTF8.GetBytes(value));
        }

        return Take(builder.Build());
    }

    /// <summary>A copy of the bytes, which are released.</summary>
    public static byte[] Take(SharedBytes shared)
    {
        var bytes = shared.Sequence.ToArray();
        shared.Release();
        return bytes;
    }

    public static List<string> Headers(in Record record)
    {
        var headers = new List<string>();
        foreach (var header in record.Headers)
        {
            headers.Add($"{Encoding.UTF8.GetString(header.Name)}={(header.Value.IsNull ? "null" : Encoding.UTF8.GetString(header.Value.Span))}");
        }

        return headers;
    }
}
