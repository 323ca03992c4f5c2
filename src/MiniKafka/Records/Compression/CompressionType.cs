namespace MiniKafka.Records.Compression;

/// <summary>How the records of a batch are compressed: the number in the lowest three bits of the batch's attributes.</summary>
public enum CompressionType
{
    /// <summary>The records follow the header as they are.</summary>
    None = 0,

    /// <summary>GZIP (RFC 1952).</summary>
    Gzip = 1,

    /// <summary>Snappy, in the xerial framing of the Java clients or as one raw block.</summary>
    Snappy = 2,

    /// <summary>The LZ4 frame format.</summary>
    Lz4 = 3,

    /// <summary>Zstandard (RFC 8878).</summary>
    Zstd = 4,
}
