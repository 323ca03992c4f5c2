namespace MiniKafka.Records;

/// <summary>What is wrong with the structure of a batch's records.</summary>
internal enum RecordError
{
    None = 0,

    /// <summary>The bytes end before the records that the header promised.</summary>
    Truncated,

    /// <summary>A record's length does not agree with its fields, or a field reaches beyond its record.</summary>
    InvalidStructure,

    /// <summary>Bytes are left over after the last promised record.</summary>
    TrailingBytes,
}
