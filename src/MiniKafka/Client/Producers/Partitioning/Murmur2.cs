using System.Buffers.Binary;

namespace MiniKafka.Client.Producers.Partitioning;

/// <summary>
/// MurmurHash2 in the 32-bit variant and with the seed that Kafka's Java producer uses, so that a key lands in the same
/// partition whichever client sends it.
/// </summary>
internal static class Murmur2
{
    private const uint Seed = 0x9747b28c;
    private const uint Multiplier = 0x5bd1e995;
    private const int Shift = 24;

    public static int Hash(ReadOnlySpan<byte> data)
    {
        var hash = Seed ^ (uint)data.Length;
        while (data.Length >= sizeof(uint))
        {
            var word = BinaryPrimitives.ReadUInt32LittleEndian(data) * Multiplier;
            word ^= word >> Shift;
            hash = (hash * Multiplier) ^ (word * Multiplier);
            data = data[sizeof(uint)..];
        }

        if (data.Length > 2)
        {
            hash ^= (uint)data[2] << 16;
        }

        if (data.Length > 1)
        {
            hash ^= (uint)data[1] << 8;
        }

        if (data.Length > 0)
        {
            hash = (hash ^ data[0]) * Multiplier;
        }

        hash ^= hash >> 13;
        hash *= Multiplier;
        return (int)(hash ^ (hash >> 15));
    }

    /// <summary>The partition of a keyed record: the hash without its sign, modulo the number of partitions.</summary>
    public static int Partition(ReadOnlySpan<byte> key, int partitions) => (Hash(key) & int.MaxValue) % partitions;
}
