namespace MiniKafka.Client.Serialization;

/// <summary>The part of a record that is serialized.</summary>
public enum RecordPart
{
    /// <summary>The key.</summary>
    Key,

    /// <summary>The value.</summary>
    Value,
}

/// <summary>What a serializer is told about the record.</summary>
/// <param name="Topic">The topic the record goes to or comes from.</param>
/// <param name="Part">Whether the key or the value is meant.</param>
public readonly record struct SerializationContext(string Topic, RecordPart Part);
