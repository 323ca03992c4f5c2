using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace MiniKafka.Records.Compression;

/// <summary>
/// GZIP by the framework's own implementation: one member, as Kafka's clients write it. The framework checks the CRC, but
/// takes the end of its input for the end of the data; the length in the trailer tells a cut.
/// </summary>
internal sealed class GzipCodec : ICompressionCodec
{
    /// <summary>The number that stands for "what the library thinks best", as in zlib.</summary>
    private const int DefaultLevel = -1;

    private const int ReadBytes = 16 * 1024;
    private const int HeaderBytes = 10;
    private const int TrailerBytes = 8;

    /// <summary>A member that holds nothing, for which the framework would write nothing at all.</summary>
    private static ReadOnlySpan<byte> EmptyMember =>
        [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public CompressionType Type => CompressionType.Gzip;

    public CompressionLevels Levels => new(1, 9, DefaultLevel);

    public void Compress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int level)
    {
        if (source.IsEmpty)
        {
            destination.Write(EmptyMember);
            return;
        }

        var options = new ZLibCompressionOptions { CompressionLevel = level };
        using var stream = new BufferWriterStream(destination);
        using var gzip = new GZipStream(stream, options);
        gzip.Write(source);
    }

    public unsafe DecompressionStatus Decompress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int maxBytes)
    {
        if (source.Length < HeaderBytes + TrailerBytes)
        {
            return DecompressionStatus.Corrupt;
        }

        var stated = BinaryPrimitives.ReadUInt32LittleEndian(source[^sizeof(uint)..]);
        fixed (byte* start = source)
        {
            using var compressed = new UnmanagedMemoryStream(start, source.Length);
            using var gzip = new GZipStream(compressed, CompressionMode.Decompress);
            try
            {
                return Copy(gzip, destination, maxBytes, stated);
            }
            catch (InvalidDataException)
            {
                return DecompressionStatus.Corrupt;
            }
        }
    }

    private static DecompressionStatus Copy(GZipStream gzip, IBufferWriter<byte> destination, int maxBytes, uint stated)
    {
        for (var written = 0L; ;)
        {
            var read = gzip.Read(destination.GetSpan(ReadBytes));
            if (read == 0)
            {
                return written == stated ? DecompressionStatus.Done : DecompressionStatus.Corrupt;
            }

            written += read;
            if (written > maxBytes)
            {
                return DecompressionStatus.TooLarge;
            }

            destination.Advance(read);
        }
    }
}
