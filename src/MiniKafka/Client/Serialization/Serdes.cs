using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MiniKafka.Client.Serialization;

/// <summary>
/// The serializers that come with the library. Numbers are big endian as those of Kafka's own Java clients; a
/// <see cref="Guid"/> is its 36-character text, as Java's UUID serializer writes it.
/// </summary>
public static class Serdes
{
    /// <summary>UTF-8 text; null stays null.</summary>
    public static Serde<string?> Utf8 { get; } = new Utf8Serde();

    /// <summary>Bytes as they are; null stays null.</summary>
    public static Serde<byte[]?> Bytes { get; } = new BytesSerde();

    /// <summary>Always null.</summary>
    public static Serde<Null?> Null { get; } = new NullSerde();

    /// <summary>Four bytes, big endian.</summary>
    public static Serde<int> Int32 { get; } = new Int32Serde();

    /// <summary>Eight bytes, big endian.</summary>
    public static Serde<long> Int64 { get; } = new Int64Serde();

    /// <summary>Eight bytes, IEEE 754, big endian.</summary>
    public static Serde<double> Double { get; } = new DoubleSerde();

    /// <summary>The text form of a GUID.</summary>
    public static Serde<Guid> Guid { get; } = new GuidSerde();

    /// <summary>JSON through System.Text.Json, safe for trimming and ahead-of-time compilation.</summary>
    public static Serde<T?> Json<T>(JsonTypeInfo<T> typeInfo) => new JsonSerde<T>(typeInfo);

    /// <summary>JSON through System.Text.Json; the options must know how to resolve <typeparamref name="T"/>.</summary>
    public static Serde<T?> Json<T>(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new JsonSerde<T>((JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));
    }

    /// <summary>The serde used for a type when the user names none.</summary>
    /// <exception cref="InvalidOperationException">There is none for the type.</exception>
    internal static Serde<T> Default<T>() => ByType.TryGetValue(typeof(T), out var serde)
        ? (Serde<T>)serde
        : throw new InvalidOperationException(
            $"There is no serializer for {typeof(T)}: name one, for example Serdes.Json, or use string, byte[], Null, int, long, double or Guid.");

    private static readonly Dictionary<Type, object> ByType = new()
    {
        [typeof(string)] = Utf8,
        [typeof(byte[])] = Bytes,
        [typeof(Null)] = Null,
        [typeof(int)] = Int32,
        [typeof(long)] = Int64,
        [typeof(double)] = Double,
        [typeof(Guid)] = Guid,
    };
}
