using System.Buffers;

namespace MiniKafka.Client.Producers;

/// <summary>
/// Takes the serialized key and value of one record. One for each producing thread, used again and again; a serializer
/// that produces itself gets another one.
/// </summary>
internal sealed class SerializationBuffer : IBufferWriter<byte>
{
    private const int FirstSize = 1024;
    private const int LargestKept = 1024 * 1024;

    [ThreadStatic]
    private static SerializationBuffer? s_free;

    private byte[] _bytes = new byte[FirstSize];

    public int Length { get; private set; }

    public static SerializationBuffer Take()
    {
        var buffer = s_free ?? new SerializationBuffer();
        s_free = null;
        buffer.Length = 0;
        return buffer;
    }

    /// <summary>Gives the buffer back; a very large one is left to the garbage collector.</summary>
    public void Return()
    {
        if (_bytes.Length <= LargestKept)
        {
            s_free = this;
        }
    }

    /// <summary>What was written; it stays as it is when more is written behind it, even where the buffer grows for that.</summary>
    public ReadOnlySpan<byte> Written(int start, int end) => _bytes.AsSpan(start, end - start);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Length - Length);
        Length += count;
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    private void Reserve(int sizeHint)
    {
        var needed = checked(Length + Math.Max(sizeHint, 1));
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _bytes.Length)));
        }
    }
}
