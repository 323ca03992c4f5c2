namespace MiniKafka.Records;

/// <summary>
/// Where the fields of a record batch (magic 2) stand; all integers are big-endian.
/// The CRC covers everything from the attributes to the end, so base offset and leader epoch may change without it.
/// </summary>
internal static class RecordBatchFormat
{
    public const byte Magic = 2;

    public const int LengthPosition = 8;
    public const int PartitionLeaderEpochPosition = 12;
    public const int MagicPosition = 16;
    public const int CrcPosition = 17;
    public const int AttributesPosition = 21;
    public const int LastOffsetDeltaPosition = 23;
    public const int BaseTimestampPosition = 27;
    public const int MaxTimestampPosition = 35;
    public const int ProducerIdPosition = 43;
    public const int ProducerEpochPosition = 51;
    public const int BaseSequencePosition = 53;
    public const int RecordCountPosition = 57;

    /// <summary>The size of the header, and so of a batch without records.</summary>
    public const int OverheadBytes = 61;

    /// <summary>Base offset and length: the bytes that the length field does not count.</summary>
    public const int LengthOverheadBytes = 12;

    /// <summary>The smallest value the length field of a whole batch can have.</summary>
    public const int MinLength = OverheadBytes - LengthOverheadBytes;

    public const short CompressionMask = 0x07;
    public const short TimestampTypeFlag = 0x08;
    public const short TransactionalFlag = 0x10;
    public const short ControlFlag = 0x20;

    /// <summary>The base timestamp field holds the time after which the cleaner may drop tombstones and markers.</summary>
    public const short DeleteHorizonFlag = 0x40;

    public const long NoTimestamp = -1;
    public const long NoProducerId = -1;
    public const short NoProducerEpoch = -1;
    public const int NoSequence = -1;
    public const int NoPartitionLeaderEpoch = -1;

    /// <summary>The sequence <paramref name="increment"/> records further on; after the largest int comes 0.</summary>
    public static int AdvanceSequence(int sequence, int increment) => (int)(((long)sequence + increment) & int.MaxValue);
}
