using System.Text;
using MiniKafka.Records.Checksums;
using MiniKafka.Records.Compression;

namespace MiniKafka.Tests.Records.Compression;

public sealed class Lz4FrameTests
{
    [Theory]
    [InlineData("", 0x02CC5D05u)]
    [InlineData("a", 0x550D7456u)]
    [InlineData("abc", 0x32D153FFu)]
    [InlineData("Nobody inspects the spammish repetition", 0xE2293B2Fu)]
    public void The_known_values_of_XXH32_come_out(string text, uint expected) =>
        Assert.Equal(expected, XxHash32.Compute(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void XXH32_piece_by_piece_equals_one_computation()
    {
        var bytes = Samples.Random(1000);
        for (var cut = 0; cut < 200; cut++)
        {
            var hash = new XxHash32();
            hash.Append(bytes.AsSpan(0, cut));
            hash.Append(bytes.AsSpan(cut, 3));
            hash.Append(bytes.AsSpan(cut + 3));
            Assert.Equal(XxHash32.Compute(bytes), hash.Finish());
        }
    }

    [Fact]
    public void The_header_is_the_one_Java_and_librdkafka_write()
    {
        var writer = new MeasuringWriter();
        new Lz4Codec().Compress("x"u8, writer, 9);
        Assert.Equal("04224D18604082" + "01000080" + "78" + "00000000", Convert.ToHexString(writer.Written));
    }

    [Theory]
    [InlineData("04224D18604083")] // header checksum
    [InlineData("05224D18604082")] // magic
    [InlineData("04224D18204082")] // version
    [InlineData("04224D1861400E")] // a dictionary
    public void A_header_that_is_not_right_is_corrupt(string header)
    {
        var frame = Convert.FromHexString(header + "010000807800000000");
        Assert.Equal(DecompressionStatus.Corrupt, new Lz4Codec().Decompress(frame, new MeasuringWriter(), 100));
    }

    [Fact]
    public void Bytes_after_the_end_mark_are_corrupt()
    {
        var frame = Convert.FromHexString("04224D18604082" + "0100008078" + "00000000" + "00");
        Assert.Equal(DecompressionStatus.Corrupt, new Lz4Codec().Decompress(frame, new MeasuringWriter(), 100));
    }

    [Fact]
    public void A_linked_block_may_refer_to_any_of_the_small_blocks_before_it()
    {
        byte[] descriptor = [0x40, 0x40];
        byte[] match = [0x04, 15, 0, 0x50, .. "vwxyz"u8]; // eight bytes from fifteen back, then five literals
        byte[] frame =
        [
            0x04, 0x22, 0x4D, 0x18, .. descriptor, (byte)(XxHash32.Compute(descriptor) >> 8),
            10, 0, 0, 0x80, .. "0123456789"u8,
            5, 0, 0, 0x80, .. "ABCDE"u8,
            (byte)match.Length, 0, 0, 0, .. match,
            0, 0, 0, 0,
        ];
        var writer = new MeasuringWriter();
        Assert.Equal(DecompressionStatus.Done, new Lz4Codec().Decompress(frame, writer, 100));
        Assert.Equal("0123456789ABCDE01234567vwxyz", Encoding.ASCII.GetString(writer.Written));
    }
}
