using MiniKafka.Client.Serialization;
using MiniKafka.Model;

namespace MiniKafka.Client;

/// <summary>A key or value could not be read. The record counts as consumed: the next call gives the one behind it.</summary>
public sealed class DeserializationException : Exception
{
    internal DeserializationException(TopicPartitionOffset record, RecordPart part, Exception innerException)
        : base($"The {part} of the record at {record} cannot be read: {innerException.Message}", innerException)
    {
        Record = record;
        Part = part;
    }

    /// <summary>Where the record stands.</summary>
    public TopicPartitionOffset Record { get; }

    /// <summary>Whether the key or the value was not readable.</summary>
    public RecordPart Part { get; }
}
