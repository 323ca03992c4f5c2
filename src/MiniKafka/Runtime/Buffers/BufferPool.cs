namespace MiniKafka.Runtime.Buffers;

/// <summary>
/// Arrays of one size for buffers that one thread fills and another gives back. The array that came back last goes out
/// first, since it still lies in the processor's cache. Any thread takes and gives back; what is more than is worth
/// keeping is left to the garbage collector.
/// </summary>
internal sealed class BufferPool(int bufferBytes, int mostKept)
{
    private readonly Lock _gate = new();
    private readonly Stack<byte[]> _free = new();

    /// <summary>The size of every buffer.</summary>
    public int BufferBytes { get; } = bufferBytes;

    public byte[] Take()
    {
        lock (_gate)
        {
            if (_free.TryPop(out var array))
            {
                return array;
            }
        }

        return GC.AllocateUninitializedArray<byte>(BufferBytes);
    }

    public void Return(byte[] array)
    {
        lock (_gate)
        {
            if (_free.Count < mostKept)
            {
                _free.Push(array);
            }
        }
    }
}
