using System.Buffers;
using System.Runtime.InteropServices;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Storage.Files;

/// <summary>
/// What is in a file in memory: a list of chunks, so that reads are slices without a copy. The file system holds it while
/// the file has a name, every opening while it is open; with the last hold it lets go of its memory. Who reads within one chunk
/// holds that one's memory, who reads across several the file. Appended to by one owner; workers may read meanwhile.
/// Invariant: committed bytes never change.
/// </summary>
/// <param name="clock">Tells when it is written to.</param>
/// <param name="account">Counts what it holds.</param>
internal sealed class MemoryFileBytes(TimeProvider clock, SpaceAccount account) : CountedLease
{
    private const int SmallestBlock = 1024;
    private const int LargestBlock = 1024 * 1024;

    /// <summary>From this size on bytes that are kept anyway, such as those of another replica, are better shared than copied.</summary>
    private const int SharedFrom = 4 * 1024;

    /// <summary>From this size on bytes are kept that make up most of the memory they come in.</summary>
    private const int KeptFrom = LargeBlocks.SmallestBytes;

    private readonly List<ILease> _held = [];

    // Replaced as a whole when it changes, so that a worker that reads meanwhile sees one state or the other.
    private Chunk[] _chunks = [];
    private int _chunkCount;
    private Chunk? _open;
    private Chunk? _kept;
    private Memory<byte> _room;
    private MemoryBlock? _roomLease;
    private int _blockSize = SmallestBlock / 2;
    private long _length;

    public long Length => Volatile.Read(ref _length);

    /// <summary>The memory it holds: its blocks, and what it keeps of others, as if that were its own.</summary>
    public long HeldBytes { get; private set; }

    /// <summary>When bytes were last appended or cut off, in milliseconds since 1970.</summary>
    public long ModifiedMs { get; set; } = clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public override long Footprint => Length;

    public Span<byte> Reserve(int length)
    {
        if (_room.Length < length)
        {
            _blockSize = Math.Min(_blockSize * 2, LargestBlock);
            BeginBlock(Math.Max(_blockSize, length));
            _open = null;
        }

        return _room.Span[..length];
    }

    public void Commit(int length)
    {
        if (_open is null)
        {
            _open = new Chunk(_length, _room, _roomLease);
            _kept = null;
            AddChunk(_open);
        }

        _open.Used += length;
        _room = _room[length..];
        SetLength(_length + length);
    }

    /// <summary>Whether <see cref="Keep"/> is better than a copy: it costs neither much memory nor many chunks.</summary>
    public bool IsBetterKept(ReadOnlyMemory<byte> bytes, ILease lease) =>
        FollowsKept(bytes, lease)
        || (lease.Footprint == 0 ? bytes.Length >= SharedFrom : bytes.Length >= KeptFrom && bytes.Length >= lease.Footprint / 2);

    /// <summary>Appends bytes that somebody else allocated by taking a hold on them, unless the chunk they continue has one.</summary>
    public void Keep(ReadOnlyMemory<byte> bytes, ILease lease)
    {
        if (FollowsKept(bytes, lease))
        {
            _kept!.Used += bytes.Length;
            Take(lease.Footprint == 0 ? bytes.Length : 0);
        }
        else
        {
            Hold(lease);
            Take(Math.Max(lease.Footprint, bytes.Length));
            _kept = new Chunk(_length, WithWhatFollows(bytes), lease) { Used = bytes.Length };
            _open = null;
            AddChunk(_kept);
        }

        SetLength(_length + bytes.Length);
    }

    /// <summary>Takes a hold for the reader.</summary>
    public SharedBytes Read(long position, int length)
    {
        var bytes = Slice(position, length, out var lease);
        if (bytes.IsEmpty)
        {
            return SharedBytes.Empty;
        }

        var read = new SharedBytes(bytes, lease);
        read.Retain();
        return read;
    }

    public int Read(long position, Span<byte> destination)
    {
        var bytes = Slice(position, destination.Length, out _);
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
            left.Add(chunk.Start + chunk.Used <= length ? chunk : new Chunk(chunk.Start, chunk.Bytes, chunk.Lease) { Used = (int)(length - chunk.Start) });
        }

        _chunks = [.. left];
        _chunkCount = left.Count;
        _open = null;
        _kept = null;
        SetLength(length);
    }

    protected override void GiveBack()
    {
        _held.ForEach(static lease => lease.Release());
        account.Give(HeldBytes);
    }

    private void Take(long bytes)
    {
        HeldBytes += bytes;
        account.Take(bytes);
    }

    private void SetLength(long length)
    {
        ModifiedMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        Volatile.Write(ref _length, length);
    }

    private void BeginBlock(int bytes)
    {
        if (bytes < LargeBlocks.SmallestBytes)
        {
            (_room, _roomLease) = (GC.AllocateUninitializedArray<byte>(bytes), null);
            Take(bytes);
            return;
        }

        _roomLease = new MemoryBlock(bytes);
        _room = _roomLease.Memory;
        _held.Add(_roomLease);
        Take(_roomLease.Length);
    }

    private void Hold(ILease lease)
    {
        lease.Retain();
        _held.Add(lease);
    }

    /// <summary>The bytes lie right behind those that were kept last, in the same memory.</summary>
    private bool FollowsKept(ReadOnlyMemory<byte> bytes, ILease lease) =>
        _kept is { } kept
        && ReferenceEquals(kept.Lease, lease)
        && kept.Bytes.Length - kept.Used >= bytes.Length
        && kept.Bytes.Slice(kept.Used, bytes.Length).Equals(bytes);

    /// <summary>Everything up to the end of the array, so that bytes which follow can be kept in the same chunk.</summary>
    private static ReadOnlyMemory<byte> WithWhatFollows(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) ? segment.Array.AsMemory(segment.Offset) : bytes;

    /// <summary>Committed bytes, and what to hold for them; null for those that the garbage collector keeps.</summary>
    private ReadOnlySequence<byte> Slice(long position, int length, out ILease? lease)
    {
        lease = null;
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
            lease = chunk.Lease;
            return new ReadOnlySequence<byte>(chunk.Bytes.Slice(start, (int)(end - position)));
        }

        lease = this;
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

    private sealed class Chunk(long start, ReadOnlyMemory<byte> bytes, ILease? lease)
    {
        public long Start { get; } = start;

        public ReadOnlyMemory<byte> Bytes { get; } = bytes;

        /// <summary>What the bytes are held with; null when the garbage collector keeps them.</summary>
        public ILease? Lease { get; } = lease;

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
