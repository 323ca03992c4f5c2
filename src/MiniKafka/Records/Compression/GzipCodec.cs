using System.Buffers;
using System.IO.Compression;

namespace MiniKafka.Records.Compression;

/// <summary>GZIP by the framework's own implementation: one member, as Kafka's clients write it.</summary>
internal sealed class GzipCodec : ICompressionCodec
{
    /// <summary>The number that stands for "what the library thinks best", as in zlib.</summary>
    private const int DefaultLevel = -1;

    private const int ReadBytes = 16 * 1024;

    public CompressionType Type => CompressionType.Gzip;

    public CompressionLevels Levels => new(1, 9, DefaultLevel);

    public void Compress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int level)
    {
        var options = new ZLibCompressionOptions { CompressionLevel = level };
        using var stream = new BufferWriterStream(destination);
        using var gzip = new GZipStream(stream, options);
        gzip.Write(source);
    }

    public unsafe DecompressionStatus Decompress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int maxBytes)
    {
        if (source.IsEmpty)
        {
            return DecompressionStatus.Corrupt;
        }

        fixed (byte* start = source)
        {
            using var compressed = new UnmanagedMemoryStream(start, source.Length);
            using var gzip = new GZipStream(compressed, CompressionMode.Decompress);
            try
            {
                return Copy(gzip, destination, maxBytes);
            }
            catch (InvalidDataException)
            {
                return DecompressionStatus.Corrupt;
            }
        }
    }

    private static DecompressionStatus Copy(GZipStream gzip, IBufferWriter<byte> destination, int maxBytes)
    {
        for (var written = 0L; ;)
        {
            var read = gzip.Read(destination.GetSpan(ReadBytes));
            if (read == 0)
            {
                return DecompressionStatus.Done;
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
