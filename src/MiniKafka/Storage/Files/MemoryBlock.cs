using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Storage.Files;

/// <summary>
/// A large block that belongs to a file in memory. Readers hold it, and so do files of other replicas in this process that
/// took its bytes over, each on its own account.
/// </summary>
internal sealed class MemoryBlock(int bytes) : CountedLease
{
    private readonly LargeBlock _block = LargeBlocks.Rent(bytes);

    public Memory<byte> Memory => _block.Memory;

    public int Length => _block.Length;

    /// <inheritdoc/>
    public override long Footprint => 0;

    protected override void GiveBack() => _block.Return();
}
