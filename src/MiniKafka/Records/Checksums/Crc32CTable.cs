using System.Buffers.Binary;

namespace MiniKafka.Records.Checksums;

/// <summary>CRC-32C by tables, eight bytes a step, for processors without the instruction.</summary>
internal static class Crc32CTable
{
    private const uint Polynomial = 0x82F63B78;
    private static readonly uint[][] s_tables = CreateTables();

    /// <summary>Advances the raw register (not inverted) over <paramref name="bytes"/>.</summary>
    public static uint Update(uint register, ReadOnlySpan<byte> bytes)
    {
        var tables = s_tables;
        while (bytes.Length >= 8)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ register;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            register = tables[7][low & 0xFF] ^ tables[6][(low >> 8) & 0xFF]
                ^ tables[5][(low >> 16) & 0xFF] ^ tables[4][low >> 24]
                ^ tables[3][high & 0xFF] ^ tables[2][(high >> 8) & 0xFF]
                ^ tables[1][(high >> 16) & 0xFF] ^ tables[0][high >> 24];
            bytes = bytes[8..];
        }

        foreach (var value in bytes)
        {
            register = tables[0][(register ^ value) & 0xFF] ^ (register >> 8);
        }

        return register;
    }

    private static uint[][] CreateTables()
    {
        var tables = new uint[8][];
        for (var table = 0; table < tables.Length; table++)
        {
            tables[table] = new uint[256];
            for (var value = 0u; value < 256; value++)
            {
                tables[table][value] = table == 0 ? OneByte(value) : Shift(tables[0], tables[table - 1][value]);
            }
        }

        return tables;
    }

    private static uint Shift(uint[] oneByte, uint register) => oneByte[register & 0xFF] ^ (register >> 8);

    private static uint OneByte(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1;
        }

        return value;
    }
}
