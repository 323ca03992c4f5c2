namespace MiniKafka.Client.Serialization;

/// <summary>Turns bytes into keys or values. Called on the thread that consumes, never on a loop.</summary>
/// <typeparam name="T">The type of the key or value.</typeparam>
public interface IDeserializer<out T>
{
    /// <summary>Reads a key or value.</summary>
    /// <param name="data">The bytes; only valid during the call.</param>
    /// <param name="isNull">True when the record has no key or value, which is not the same as an empty one.</param>
    /// <param name="context">The topic and the part of the record that is read.</param>
    T Deserialize(ReadOnlySpan<byte> data, bool isNull, in SerializationContext context);
}
