using System.Buffers;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Storage.Files;

/// <summary>
/// What is in a file in memory: a list of chunks, so that reads are slices without a copy. The file system holds it while
/// the file has a name, every opening while it is open, every reader while it reads; with the last hold its memory goes back.
/// Appended to by one owner; workers may read meanwhile. Invariant: committed bytes never change.
/// </summary>
internal sealed class MemoryFileBytes : ILease
{
    private const int SmallestBlock = 1024;
    private const int LargestBlock = 1024 * 1024;

    private readonly List<LargeBlock> _blocks = [];
    private readonly List<ILease> _kept = [];

    // Replaced as a whole when it changes, so that a worker that reads meanwhile sees one state or the other.
    private Chunk[] _chunks = [];
    private int _chunkCount;
    private Chunk? _open;
    private Memory<byte> _room;
    private int _blockSize = SmallestBlock / 2;
    private long _length;
    private int _holds = 1;

    public long Length => Volatile.Read(ref _length);

    public Span<byte> Reserve(int length)
    {
        if (_room.Length < length)
        {
            _blockSize = Math.Min(_blockSize * 2, LargestBlock);
            _room = NewBlock(Math.Max(_blockSize, length));
            _open = null;
        }

        return _room.Span[..length];
    }

    public void Commit(int length)
    {
        if (_open is null)
        {
            _open = new Chunk(_length, _room);
            AddChunk(_open);
        }

        _open.Used += length;
        _room = _room[length..];
        Volatile.Write(ref _length, _length + length);
    }

    /// <summary>Appends bytes that somebody else allocated by taking a hold on them.</summary>
    public void Keep(ReadOnlyMemory<byte> bytes, ILease lease)
    {
        lease.Retain();
        _kept.Add(lease);
        _open = null;
        AddChunk(new Chunk(_length, bytes) { Used = bytes.Length });
        Volatile.Write(ref _length, _length + bytes.Length);
    }

    /// <summary>Takes a hold for the reader.</summary>
    public SharedBytes Read(long position, int length)
    {
        var bytes = Slice(position, length);
        if (bytes.IsEmpty)
        {
            return SharedBytes.Empty;
        }

        Retain();
        return new SharedBytes(bytes, this);
    }

    public int Read(long position, Span<byte> destination)
    {
        var bytes = Slice(position, destination.Length);
        bytes.CopyTo(destination);
        return (int)bytes.Length;
    }

    /// <summary>Drops what lies behind a length. Readers may still have it, so that its memory goes back with the rest.</summary>
    public void Truncate(long length)
    {
        if (length >= _length)
        {
            return;
        }

        var left = new List<Chunk>();
        for (var i = 0; i < _chunkCount && _chunks[i].Start < length; i++)
        {
            var chunk = _chunks[i];
            left.Add(chunk.Start + chunk.Used <= length ? chunk : new Chunk(chunk.Start, chunk.Bytes) { Used = (int)(length - chunk.Start) });
        }

        _chunks = [.. left];
        _chunkCount = left.Count;
        _open = null;
        Volatile.Write(ref _length, length);
    }

    public void Retain()
    {
        if (Interlocked.Increment(ref _holds) <= 1)
        {
            throw new InvalidOperationException("A file in memory was held on to after its last hold was released.");
        }
    }

    public void Release()
    {
        var left = Interlocked.Decrement(ref _holds);
        if (left < 0)
        {
            throw new InvalidOperationException("A file in memory was released more often than it was held.");
        }

        if (left == 0)
        {
            _blocks.ForEach(block => block.Return());
            _kept.ForEach(lease => lease.Release());
        }
    }

    private Memory<byte> NewBlock(int bytes)
    {
        if (bytes < LargeBlocks.SmallestBytes)
        {
            return GC.AllocateUninitializedArray<byte>(bytes);
        }

        var block = LargeBlocks.Rent(bytes);
        _blocks.Add(block);
        return block.Memory;
    }

    private ReadOnlySequence<byte> Slice(long position, int length)
    {
        var end = Math.Min(position + length, Length);
        if (position >= end)
        {
            return ReadOnlySequence<byte>.Empty;
        }

        var chunks = _chunks;
        var index = Find(chunks, position);
        var chunk = chunks[index];
        var start = (int)(position - chunk.Start);
        if (end - chunk.Start <= chunk.Used)
        {
            return new ReadOnlySequence<byte>(chunk.Bytes.Slice(start, (int)(end - position)));
        }

        var first = new Piece(chunk.Bytes[start..chunk.Used], 0);
        var last = first;
        for (position += first.Memory.Length; position < end; position += last.Memory.Length)
        {
            chunk = chunks[++index];
            last = last.Follow(chunk.Bytes[..(int)Math.Min(chunk.Used, end - position)]);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private void AddChunk(Chunk chunk)
    {
        if (_chunkCount == _chunks.Length)
        {
            var larger = new Chunk[Math.Max(4, _chunks.Length * 2)];
            _chunks.AsSpan(0, _chunkCount).CopyTo(larger);
            _chunks = larger;
        }

        _chunks[_chunkCount++] = chunk;
    }

    private int Find(Chunk[] chunks, long position)
    {
        int low = 0, high = Math.Min(_chunkCount, chunks.Length) - 1;
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (chunks[middle].Start <= position)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    private sealed class Chunk(long start, ReadOnlyMemory<byte> bytes)
    {
        public long Start { get; } = start;

        public ReadOnlyMemory<byte> Bytes { get; } = bytes;

        public int Used { get; set; }
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long runningIndex)
        {
            Memory = memory;
            RunningIndex = runningIndex;
        }

        public Piece Follow(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
