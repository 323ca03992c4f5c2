using System.Buffers;

namespace MiniKafka.Records.Compression;

/// <summary>
/// Compresses and decompresses the records of a batch. One instance serves all threads at once.
/// Register your own with <see cref="CompressionCodecs.With"/>.
/// </summary>
public interface ICompressionCodec
{
    /// <summary>The number under which batches refer to this codec.</summary>
    CompressionType Type { get; }

    /// <summary>The levels <see cref="Compress"/> knows; <see cref="CompressionLevels.None"/> if there is only one way.</summary>
    CompressionLevels Levels { get; }

    /// <summary>Writes the compressed form of <paramref name="source"/>.</summary>
    /// <param name="source">The bytes to compress.</param>
    /// <param name="destination">Where the compressed bytes go.</param>
    /// <param name="level">A level within <see cref="Levels"/>.</param>
    void Compress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int level);

    /// <summary>
    /// Writes what <paramref name="source"/> was compressed from, at most <paramref name="maxBytes"/>. The source may come
    /// from anybody: whatever it holds, the codec returns, throws nothing, and asks for no more memory than in proportion
    /// to the bytes it really produces. After a failure what was written so far is of no use.
    /// </summary>
    /// <param name="source">The compressed bytes.</param>
    /// <param name="destination">Where the bytes go.</param>
    /// <param name="maxBytes">The most bytes to write.</param>
    DecompressionStatus Decompress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int maxBytes);
}
