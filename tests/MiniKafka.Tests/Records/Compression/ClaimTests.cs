using System.Buffers.Binary;
using MiniKafka.Records.Compression;

namespace MiniKafka.Tests.Records.Compression;

/// <summary>A few bytes that claim to stand for very many: refused, and no room is asked for that they could not fill.</summary>
public sealed class ClaimTests
{
    private const int Allowed = 512 * 1024 * 1024;
    private const int Claimed = 400 * 1024 * 1024;
    private const int LargestRoom = 256 * 1024;

    [Fact]
    public void A_Snappy_block_that_claims_more_than_it_can_hold_is_refused()
    {
        byte[] block = [0x80, 0x80, 0x80, 0xC8, 0x01, 0, 0, 0];
        Refuse(new SnappyCodec(), block);
        byte[] framed = [0x82, .. "SNAPPY"u8, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 8, .. block];
        Refuse(new SnappyCodec(), framed);
    }

    [Fact]
    public void A_zstd_frame_that_claims_more_than_it_can_hold_is_refused()
    {
        // Magic, then a descriptor for a single segment with four bytes of content size, then one empty last block.
        var frame = new byte[12];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, 0xFD2FB528);
        frame[4] = 0xA0;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(5), Claimed);
        frame[9] = 0x01;
        Refuse(new ZstdCodec(), frame);
    }

    [Fact]
    public void A_zstd_frame_with_a_giant_window_needs_none_of_it()
    {
        // A window of 2 GiB and one stored block of one byte.
        byte[] frame = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xA8, 0x09, 0x00, 0x00, (byte)'x'];
        var writer = new MeasuringWriter();
        Assert.Equal(DecompressionStatus.Done, new ZstdCodec().Decompress(frame, writer, Allowed));
        Assert.Equal("x"u8, writer.Written);
        Assert.InRange(writer.LargestRequest, 0, LargestRoom);
    }

    [Fact]
    public void An_LZ4_frame_of_large_blocks_gets_room_for_what_they_can_hold()
    {
        var writer = new MeasuringWriter();
        new Lz4Codec().Compress(new byte[3 * 1024 * 1024], writer, 9);
        var frame = writer.Written[..^20].ToArray();
        Refuse(new Lz4Codec(), frame[..30]);
    }

    private static void Refuse(ICompressionCodec codec, byte[] input)
    {
        var writer = new MeasuringWriter();
        Assert.Equal(DecompressionStatus.Corrupt, codec.Decompress(input, writer, Allowed));
        Assert.InRange(writer.LargestRequest, 0, LargestRoom);
    }
}
