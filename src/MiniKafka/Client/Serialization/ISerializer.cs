using System.Buffers;

namespace MiniKafka.Client.Serialization;

/// <summary>
/// Turns keys or values into bytes. Called on the thread that produces, possibly on several at once, never on a loop.
/// </summary>
/// <typeparam name="T">The type of the key or value.</typeparam>
public interface ISerializer<in T>
{
    /// <summary>Writes the value's bytes.</summary>
    /// <param name="value">The key or value.</param>
    /// <param name="destination">Takes the bytes; what was written before the call stays untouched.</param>
    /// <param name="context">The topic and the part of the record that is written.</param>
    /// <returns>False when the record's key or value is to be null; then nothing may have been written.</returns>
    bool Serialize(T value, IBufferWriter<byte> destination, in SerializationContext context);
}
