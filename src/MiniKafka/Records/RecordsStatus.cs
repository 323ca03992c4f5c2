namespace MiniKafka.Records;

/// <summary>Whether the records of a batch could be had.</summary>
internal enum RecordsStatus
{
    Open,

    /// <summary>There is no codec for the batch's compression type.</summary>
    UnknownCodec,

    /// <summary>The compressed bytes are damaged or not what the codec writes.</summary>
    Corrupt,

    /// <summary>The records would expand past the limit.</summary>
    TooLarge,
}
