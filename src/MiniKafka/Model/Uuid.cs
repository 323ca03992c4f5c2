using System.Buffers.Binary;
using System.Buffers.Text;

namespace MiniKafka.Model;

/// <summary>
/// Kafka's 128-bit identifier of topics, log directories and clusters. Text form: URL-safe base64 without padding, 22 characters.
/// </summary>
/// <param name="High">The most significant 64 bits.</param>
/// <param name="Low">The least significant 64 bits.</param>
public readonly record struct Uuid(ulong High, ulong Low) : IComparable<Uuid>
{
    /// <summary>Bytes in the wire form.</summary>
    internal const int Size = 16;

    /// <summary>All bits zero: "no id".</summary>
    public static Uuid Zero => default;

    /// <summary>A version 4 id from the given source of randomness, never one whose text begins with a dash.</summary>
    internal static Uuid NewRandom(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> bytes = stackalloc byte[Size];
        while (true)
        {
            random.NextBytes(bytes);
            bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
            bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
            var id = Read(bytes);
            if (id.ToString()[0] != '-')
            {
                return id;
            }
        }
    }

    /// <summary>Reads the 16 big-endian bytes of the wire form.</summary>
    internal static Uuid Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64BigEndian(bytes),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>Writes the 16 big-endian bytes of the wire form.</summary>
    internal void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, High);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Low);
    }

    /// <summary>Parses the 22-character text form.</summary>
    /// <exception cref="FormatException">The text is not 16 bytes of URL-safe base64.</exception>
    public static Uuid Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new FormatException($"'{text}' is not an id: 22 characters of URL-safe base64 are expected.");

    /// <summary>Parses the 22-character text form; false when the text is something else.</summary>
    public static bool TryParse(string? text, out Uuid id)
    {
        id = default;
        if (text is null || text.Length > 24)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[Size + 2];
        if (!Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != Size)
        {
            return false;
        }

        id = Read(bytes);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(Uuid other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Order of the 128-bit numbers.</summary>
    public static bool operator <(Uuid left, Uuid right) => left.CompareTo(right) < 0;

    /// <summary>Order of the 128-bit numbers.</summary>
    public static bool operator >(Uuid left, Uuid right) => left.CompareTo(right) > 0;

    /// <summary>Order of the 128-bit numbers.</summary>
    public static bool operator <=(Uuid left, Uuid right) => left.CompareTo(right) <= 0;

    /// <summary>Order of the 128-bit numbers.</summary>
    public static bool operator >=(Uuid left, Uuid right) => left.CompareTo(right) >= 0;
}
