namespace MiniKafka.Runtime.Buffers;

/// <summary>
/// A hold on bytes that somebody else allocated. Whoever keeps a slice of the bytes beyond the call that showed them
/// retains the lease and releases it once; the last release gives the memory back.
/// </summary>
internal interface ILease
{
    /// <summary>Adds one hold. Only valid while at least one hold exists.</summary>
    void Retain();

    /// <summary>Drops one hold; the last one returns the memory.</summary>
    void Release();
}
