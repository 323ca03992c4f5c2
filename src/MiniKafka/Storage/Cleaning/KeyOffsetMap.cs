using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MiniKafka.Storage.Cleaning;

/// <summary>
/// The newest offset of every key seen, in a fixed amount of memory: keys are kept as 128 bits of their SHA-256, so that two keys
/// are never taken for one. Used by one job at a time.
/// </summary>
internal sealed class KeyOffsetMap
{
    /// <summary>Memory of one slot: hash and offset.</summary>
    public const int SlotBytes = 24;

    private readonly Slot[] _slots;
    private readonly int _limit;

    /// <param name="memoryBytes">What the slots may take.</param>
    /// <param name="expectedKeys">No more slots are made than these keys need.</param>
    /// <param name="loadFactor">Part of the slots that may be used before the map counts as full.</param>
    public KeyOffsetMap(long memoryBytes, long expectedKeys, double loadFactor)
    {
        var wanted = Math.Min(memoryBytes / SlotBytes, (long)(expectedKeys / loadFactor) + 2);
        _slots = new Slot[(int)Math.Clamp(wanted, 2, Array.MaxLength / SlotBytes)];
        _limit = Math.Max(1, (int)(_slots.Length * loadFactor));
    }

    public int Count { get; private set; }

    /// <summary>Every record up to here was taken into account.</summary>
    public long LatestOffset { get; private set; } = -1;

    /// <summary>Notes a key's newest offset; false, with nothing changed, when a new key finds the map full.</summary>
    public bool TryPut(ReadOnlySpan<byte> key, long offset)
    {
        ref var slot = ref Find(key, out var high, out var low);
        if (!slot.IsUsed)
        {
            if (Count == _limit)
            {
                return false;
            }

            Count++;
        }

        slot = new Slot(high, low, offset + 1);
        return true;
    }

    /// <summary>The newest offset of a key; -1 when it was not seen.</summary>
    public long Get(ReadOnlySpan<byte> key)
    {
        ref var slot = ref Find(key, out _, out _);
        return slot.IsUsed ? slot.NextOffset - 1 : -1;
    }

    public void AdvanceTo(long offset) => LatestOffset = Math.Max(LatestOffset, offset);

    private ref Slot Find(ReadOnlySpan<byte> key, out ulong high, out ulong low)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key, hash);
        high = BinaryPrimitives.ReadUInt64LittleEndian(hash);
        low = BinaryPrimitives.ReadUInt64LittleEndian(hash[sizeof(ulong)..]);
        var index = (int)(high % (ulong)_slots.Length);
        while (_slots[index].IsUsed && (_slots[index].High != high || _slots[index].Low != low))
        {
            index = index + 1 == _slots.Length ? 0 : index + 1;
        }

        return ref _slots[index];
    }

    /// <summary>One more than the offset is kept, so that an unused slot is all zeros.</summary>
    private readonly record struct Slot(ulong High, ulong Low, long NextOffset)
    {
        public bool IsUsed => NextOffset != 0;
    }
}
