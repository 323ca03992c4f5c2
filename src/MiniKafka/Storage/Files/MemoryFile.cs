using System.Buffers;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Storage.Files;

/// <summary>
/// A file in memory: a list of chunks that the garbage collector owns, so that reads are slices without a copy and without
/// a lease. Invariant: committed bytes of a chunk never change; a cut closes the chunk it falls into.
/// </summary>
internal sealed class MemoryFile(string path) : IFile
{
    private const int SmallestChunk = 1024;
    private const int LargestChunk = 1024 * 1024;

    // Replaced as a whole when it changes, so that a worker that reads meanwhile sees one state or the other.
    private Chunk[] _chunks = [];
    private int _chunkCount;
    private long _length;

    public string Path { get; } = path;

    public long Length => Volatile.Read(ref _length);

    public Span<byte> Reserve(int length)
    {
        var last = _chunkCount > 0 ? _chunks[_chunkCount - 1] : null;
        if (last is null || last.IsClosed || last.Bytes.Length - last.Used < length)
        {
            var size = last is null ? SmallestChunk : Math.Min(last.Bytes.Length * 2L, LargestChunk);
            last = new Chunk(_length, GC.AllocateUninitializedArray<byte>((int)Math.Max(size, length)));
            AddChunk(last);
        }

        return last.Bytes.AsSpan(last.Used, length);
    }

    public void Commit(int length)
    {
        _chunks[_chunkCount - 1].Used += length;
        Volatile.Write(ref _length, _length + length);
    }

    public SharedBytes Read(long position, int length)
    {
        var end = Math.Min(position + length, Length);
        if (position >= end)
        {
            return SharedBytes.Empty;
        }

        var chunks = _chunks;
        var index = Find(chunks, position);
        var chunk = chunks[index];
        var start = (int)(position - chunk.Start);
        if (end - chunk.Start <= chunk.Used)
        {
            return new SharedBytes(chunk.Bytes.AsMemory(start, (int)(end - position)));
        }

        var first = new Piece(chunk.Bytes.AsMemory(start, chunk.Used - start), 0);
        var lastPiece = first;
        for (position += first.Memory.Length; position < end; position += lastPiece.Memory.Length)
        {
            chunk = chunks[++index];
            lastPiece = lastPiece.Follow(chunk.Bytes.AsMemory(0, (int)Math.Min(chunk.Used, end - position)));
        }

        return new SharedBytes(new ReadOnlySequence<byte>(first, 0, lastPiece, lastPiece.Memory.Length));
    }

    public int Read(long position, Span<byte> destination)
    {
        var bytes = Read(position, destination.Length);
        bytes.Sequence.CopyTo(destination);
        return (int)bytes.Length;
    }

    public void Truncate(long length)
    {
        if (length >= _length)
        {
            return;
        }

        var kept = new List<Chunk>();
        for (var i = 0; i < _chunkCount && _chunks[i].Start < length; i++)
        {
            var chunk = _chunks[i];
            kept.Add(chunk.Start + chunk.Used <= length ? chunk : chunk.CloseAt((int)(length - chunk.Start)));
        }

        _chunks = [.. kept];
        _chunkCount = kept.Count;
        Volatile.Write(ref _length, length);
    }

    public void Flush()
    {
    }

    public void Dispose()
    {
    }

    private void AddChunk(Chunk chunk)
    {
        // A reservation that was never committed leaves an empty chunk behind; it is replaced.
        if (_chunkCount > 0 && _chunks[_chunkCount - 1].Used == 0)
        {
            _chunkCount--;
        }

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

    private sealed class Chunk(long start, byte[] bytes)
    {
        public long Start { get; } = start;

        public byte[] Bytes { get; } = bytes;

        public int Used { get; set; }

        public bool IsClosed { get; private init; }

        public Chunk CloseAt(int used) => new(Start, Bytes) { Used = used, IsClosed = true };
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
