namespace MiniKafka.Runtime.Buffers;

/// <summary>
/// Buffers of one size, cut out of large blocks, that one thread fills and another gives back. The one that came back last
/// goes out first, since it still lies in the processor's cache. Any thread takes and gives back. The blocks go back when the
/// pool is closed and the last buffer has come home.
/// </summary>
internal sealed class BufferPool(int bufferBytes)
{
    private readonly Lock _gate = new();
    private readonly Stack<LargeBlock> _free = new();
    private readonly List<LargeBlock> _blocks = [];
    private int _out;
    private bool _closed;

    /// <summary>The size of every buffer.</summary>
    public int BufferBytes { get; } = bufferBytes;

    /// <summary>The bytes of the blocks it has at this moment.</summary>
    public long HeldBytes
    {
        get
        {
            lock (_gate)
            {
                return _blocks.Sum(static block => (long)block.Length);
            }
        }
    }

    public LargeBlock Take()
    {
        lock (_gate)
        {
            if (_free.Count == 0)
            {
                Cut(LargeBlocks.Rent(BufferBytes));
            }

            _out++;
            return _free.Pop();
        }
    }

    public void Return(in LargeBlock buffer)
    {
        lock (_gate)
        {
            _out--;
            _free.Push(buffer);
            GiveBackIfOver();
        }
    }

    /// <summary>Nobody will take any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            GiveBackIfOver();
        }
    }

    private void Cut(LargeBlock block)
    {
        _blocks.Add(block);
        for (var at = block.Length - (block.Length % BufferBytes) - BufferBytes; at >= 0; at -= BufferBytes)
        {
            _free.Push(new LargeBlock(null, block.Array, block.Offset + at, BufferBytes));
        }
    }

    private void GiveBackIfOver()
    {
        if (_closed && _out == 0)
        {
            _free.Clear();
            _blocks.ForEach(static block => block.Return());
            _blocks.Clear();
        }
    }
}
