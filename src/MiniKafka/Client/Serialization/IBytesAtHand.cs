using MiniKafka.Records;

namespace MiniKafka.Client.Serialization;

/// <summary>A serializer whose bytes are there already, so that they need not be written anywhere before they go into a batch.</summary>
internal interface IBytesAtHand<in T>
{
    NullableBytes BytesOf(T value);
}
