using System.Buffers;
using System.Collections.Concurrent;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace MiniKafka.Records.Compression;

/// <summary>
/// Zstandard. Contexts are large and are therefore kept for the next caller. Frames are decompressed straight into the
/// destination, so the window a frame claims is never allocated; since a frame need not say how much it holds, the room
/// grows until it suffices.
/// </summary>
internal sealed class ZstdCodec : ICompressionCodec
{
    private const int MostIdleContexts = 8;
    private const int SmallestRoom = 16 * 1024;
    private const int FirstGuessAtRatio = 8;
    private const int PlausibleRatio = 256;
    private const int Growth = 4;

    /// <summary>The two largest numbers mean "unknown" and "no frame".</summary>
    private const ulong SmallestSpecialSize = ulong.MaxValue - 1;

    private readonly ConcurrentBag<Compressor> _compressors = [];
    private readonly ConcurrentBag<Decompressor> _decompressors = [];

    public CompressionType Type => CompressionType.Zstd;

    public CompressionLevels Levels =>
        new(Compressor.MinCompressionLevel, Compressor.MaxCompressionLevel, Compressor.DefaultCompressionLevel);

    public void Compress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int level)
    {
        var compressor = _compressors.TryTake(out var idle) ? idle : new Compressor(level);
        if (compressor.Level != level)
        {
            compressor.Level = level;
        }

        destination.Advance(compressor.Wrap(source, destination.GetSpan(Compressor.GetCompressBound(source.Length))));
        Keep(_compressors, compressor);
    }

    public DecompressionStatus Decompress(ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int maxBytes)
    {
        if (source.IsEmpty)
        {
            return DecompressionStatus.Corrupt;
        }

        var decompressor = _decompressors.TryTake(out var idle) ? idle : new Decompressor();
        try
        {
            return Decompress(decompressor, source, destination, maxBytes);
        }
        finally
        {
            Keep(_decompressors, decompressor);
        }
    }

    private static DecompressionStatus Decompress(
        Decompressor decompressor, ReadOnlySpan<byte> source, IBufferWriter<byte> destination, int maxBytes)
    {
        var claimed = ContentSize(source);
        if (claimed > (ulong)maxBytes)
        {
            return DecompressionStatus.TooLarge;
        }

        var isPlausible = claimed <= (ulong)source.Length * PlausibleRatio;
        var room = Math.Min(maxBytes, isPlausible ? (long)claimed! : Math.Max(SmallestRoom, (long)source.Length * FirstGuessAtRatio));
        while (true)
        {
            if (TryUnwrap(decompressor, source, destination.GetSpan((int)room)[..(int)room], out var written))
            {
                if (written < 0)
                {
                    return DecompressionStatus.Corrupt;
                }

                destination.Advance(written);
                return DecompressionStatus.Done;
            }

            if (room == maxBytes)
            {
                return DecompressionStatus.TooLarge;
            }

            room = Math.Min(maxBytes, Math.Max(SmallestRoom, room * Growth));
        }
    }

    /// <summary>False if the room does not suffice; <paramref name="written"/> is -1 if no room would.</summary>
    private static bool TryUnwrap(Decompressor decompressor, ReadOnlySpan<byte> source, Span<byte> room, out int written)
    {
        try
        {
            return decompressor.TryUnwrap(source, room, out written);
        }
        catch (ZstdException exception)
        {
            written = -1;
            return exception.Code != ZSTD_ErrorCode.ZSTD_error_dstSize_tooSmall;
        }
    }

    /// <summary>What the first frame says it holds, or null if it does not say or is none.</summary>
    private static unsafe ulong? ContentSize(ReadOnlySpan<byte> source)
    {
        fixed (byte* start = source)
        {
            var size = Methods.ZSTD_getFrameContentSize(start, (nuint)source.Length);
            return size < SmallestSpecialSize ? size : null;
        }
    }

    private static void Keep<T>(ConcurrentBag<T> idle, T context)
        where T : IDisposable
    {
        if (idle.Count < MostIdleContexts)
        {
            idle.Add(context);
        }
        else
        {
            context.Dispose();
        }
    }
}
