using System.Buffers;

namespace MiniKafka.Client.Serialization;

/// <summary>Both directions of one format.</summary>
/// <typeparam name="T">The type of the key or value.</typeparam>
public abstract class Serde<T> : ISerializer<T>, IDeserializer<T>
{
    /// <inheritdoc/>
    public abstract bool Serialize(T value, IBufferWriter<byte> destination, in SerializationContext context);

    /// <inheritdoc/>
    public abstract T Deserialize(ReadOnlySpan<byte> data, bool isNull, in SerializationContext context);

    /// <summary>Throws when a number or an id has the wrong size, or is null where the type has no null.</summary>
    private protected static void RequireSize(ReadOnlySpan<byte> data, bool isNull, int size, in SerializationContext context)
    {
        if (isNull || data.Length != size)
        {
            throw new FormatException(
                $"The {context.Part} of a record in '{context.Topic}' is {(isNull ? "null" : $"{data.Length} bytes")}; a {typeof(T).Name} needs {size} bytes.");
        }
    }
}
