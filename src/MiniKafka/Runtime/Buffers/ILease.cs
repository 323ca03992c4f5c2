namespace MiniKafka.Runtime.Buffers;

/// <summary>
/// A hold on bytes that somebody else allocated. Whoever keeps a slice of the bytes beyond the call that showed them
/// retains the lease and releases it once; the last release gives the memory back.
/// </summary>
internal interface ILease
{
    /// <summary>
    /// The bytes came from outside the process into memory of their own: who was handed them may change them before anybody
    /// else sees them.
    /// </summary>
    bool MayBeChanged => false;

    /// <summary>
    /// Bytes of memory that stay occupied because of a hold; 0 for memory that is kept for long anyway, such as that of a log.
    /// </summary>
    long Footprint { get; }

    /// <summary>Adds one hold. Only valid while at least one hold exists.</summary>
    void Retain();

    /// <summary>Drops one hold; the last one returns the memory.</summary>
    void Release();
}
