using MiniKafka.Client.Serialization;
using MiniKafka.Model;
using MiniKafka.Records;

namespace MiniKafka.Client.Producers;

/// <summary>Serializes the keys, or the values, of one producer on the threads that produce.</summary>
internal sealed class PartSerializer<T>(ISerializer<T> serializer, RecordPart part)
{
    private readonly IBytesAtHand<T>? _atHand = serializer as IBytesAtHand<T>;

    /// <summary>The bytes of the value, valid until the buffer is given back.</summary>
    /// <exception cref="KafkaException">The serializer threw.</exception>
    public NullableBytes Serialize(T value, SerializationBuffer buffer, string topic)
    {
        if (_atHand is { } atHand)
        {
            return atHand.BytesOf(value);
        }

        try
        {
            var start = buffer.Length;
            return serializer.Serialize(value, buffer, new SerializationContext(topic, part))
                ? buffer.Written(start, buffer.Length)
                : NullableBytes.Null;
        }
#pragma warning disable CA1031 // The user's serializer may throw anything; it comes back on the call.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            throw new KafkaException(ErrorCode.InvalidRecord, $"The {(part == RecordPart.Key ? "key" : "value")} for '{topic}' could not be serialized: {exception.Message}", exception);
        }
    }
}
