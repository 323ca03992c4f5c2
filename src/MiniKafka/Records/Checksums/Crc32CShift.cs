namespace MiniKafka.Records.Checksums;

/// <summary>
/// What a CRC-32C register becomes after a fixed number of zero bytes: multiplication by x^(8n) modulo the polynomial,
/// as one table per byte of the register. Immutable after its creation.
/// </summary>
internal sealed class Crc32CShift
{
    private const uint Polynomial = 0x82F63B78;

    // The register keeps the coefficient of x^0 in its highest bit.
    private const uint One = 1u << 31;
    private const uint XToTheEighth = One >> 8;

    private readonly uint[] _tables = new uint[4 * 256];

    private Crc32CShift(int zeroBytes)
    {
        var factor = Power(XToTheEighth, zeroBytes);
        for (var position = 0; position < 4; position++)
        {
            var table = _tables.AsSpan(position * 256, 256);
            for (var value = 1; value < 256; value++)
            {
                var withoutLowestBit = value & (value - 1);
                var lowestBit = (uint)(value & -value) << (8 * position);
                table[value] = withoutLowestBit == 0
                    ? Multiply(factor, lowestBit)
                    : table[withoutLowestBit] ^ table[value ^ withoutLowestBit];
            }
        }
    }

    public static Crc32CShift Long { get; } = new(4096);

    public static Crc32CShift Short { get; } = new(256);

    public uint Apply(uint register)
    {
        var tables = _tables;
        return tables[register & 0xFF]
            ^ tables[256 + ((register >> 8) & 0xFF)]
            ^ tables[512 + ((register >> 16) & 0xFF)]
            ^ tables[768 + (register >> 24)];
    }

    private static uint Power(uint value, int exponent)
    {
        var result = One;
        for (; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
            {
                result = Multiply(result, value);
            }

            value = Multiply(value, value);
        }

        return result;
    }

    private static uint Multiply(uint left, uint right)
    {
        var product = 0u;
        for (var bit = One; bit != 0; bit >>= 1)
        {
            if ((left & bit) != 0)
            {
                product ^= right;
            }

            right = (right & 1) != 0 ? (right >> 1) ^ Polynomial : right >> 1;
        }

        return product;
    }
}
