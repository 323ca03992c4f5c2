using System.Buffers;

namespace MiniKafka.Runtime.Buffers;

/// <summary>
/// Immutable bytes in one or several pieces, together with the lease that keeps them alive (none when the garbage
/// collector does). Copying the struct does not take a hold: <see cref="Retain"/> does.
/// </summary>
internal readonly struct SharedBytes
{
    private readonly ILease? _lease;

    public SharedBytes(ReadOnlyMemory<byte> bytes, ILease? lease = null)
        : this(new ReadOnlySequence<byte>(bytes), lease)
    {
    }

    public SharedBytes(in ReadOnlySequence<byte> bytes, ILease? lease = null)
    {
        Sequence = bytes;
        _lease = lease;
    }

    public static SharedBytes Empty => default;

    public ReadOnlySequence<byte> Sequence { get; }

    public ILease? Lease => _lease;

    public long Length => Sequence.Length;

    public bool IsEmpty => Sequence.IsEmpty;

    /// <summary>A part of these bytes under the same lease; takes no hold.</summary>
    public SharedBytes Slice(long start, long length) => new(Sequence.Slice(start, length), _lease);

    /// <summary>
    /// The bytes as one piece: without a copy when they are one already, otherwise as a copy that needs no lease.
    /// </summary>
    public ReadOnlyMemory<byte> ToContiguous() => Sequence.IsSingleSegment ? Sequence.First : Sequence.ToArray();

    /// <summary>The same as bytes in one piece; where that takes a copy, it needs no lease.</summary>
    public SharedBytes InOnePiece() => Sequence.IsSingleSegment ? this : new SharedBytes(Sequence.ToArray());

    /// <summary>Takes a hold for a holder that keeps the bytes; pair it with one <see cref="Release"/>.</summary>
    public void Retain() => _lease?.Retain();

    /// <summary>Drops a hold taken before.</summary>
    public void Release() => _lease?.Release();
}
