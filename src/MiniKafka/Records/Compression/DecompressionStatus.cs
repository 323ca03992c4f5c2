namespace MiniKafka.Records.Compression;

/// <summary>What became of an attempt to decompress.</summary>
public enum DecompressionStatus
{
    /// <summary>All bytes were written.</summary>
    Done,

    /// <summary>The source is not what the codec writes, or was damaged or cut.</summary>
    Corrupt,

    /// <summary>The source would expand to more bytes than allowed.</summary>
    TooLarge,
}
