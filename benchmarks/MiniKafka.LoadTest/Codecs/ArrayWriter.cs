using System.Buffers;

namespace MiniKafka.LoadTest.Codecs;

/// <summary>Writes into one array that is large enough, so that nothing but the codec is measured.</summary>
internal sealed class ArrayWriter(byte[] target) : IBufferWriter<byte>
{
    public int Length { get; private set; }

    public void Clear() => Length = 0;

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0) => target.AsMemory(Length);

    public Span<byte> GetSpan(int sizeHint = 0) => target.AsSpan(Length);
}
