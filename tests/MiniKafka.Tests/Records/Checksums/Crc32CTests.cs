using System.Buffers;
using System.Text;
using MiniKafka.Records.Checksums;

namespace MiniKafka.Tests.Records.Checksums;

public sealed class Crc32CTests
{
    private static readonly byte[] s_data = RandomBytes(seed: 20261, 40_000);

    [Fact]
    public void The_check_value_of_the_catalogues_comes_out() =>
        Assert.Equal(0xE3069283u, Crc32C.Compute(Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void Nothing_has_the_crc_zero() => Assert.Equal(0u, Crc32C.Compute(ReadOnlySpan<byte>.Empty));

    [Fact]
    public void Every_alignment_and_short_length_equals_the_bytewise_reference()
    {
        for (var start = 0; start < 16; start++)
        {
            for (var length = 0; length < 1200; length++)
            {
                var bytes = s_data.AsSpan(start, length);
                var expected = Reference(0, bytes);
                Assert.Equal(expected, Crc32C.Compute(bytes));
            }
        }
    }

    [Theory]
    [InlineData(767)]
    [InlineData(768)]
    [InlineData(769)]
    [InlineData(12_287)]
    [InlineData(12_288)]
    [InlineData(12_289)]
    [InlineData(13_056)]
    [InlineData(24_576)]
    [InlineData(38_000)]
    public void Lengths_around_the_three_streams_equal_the_bytewise_reference(int length)
    {
        for (var start = 0; start < 9; start++)
        {
            var bytes = s_data.AsSpan(start, length);
            Assert.Equal(Reference(0, bytes), Crc32C.Compute(bytes));
        }
    }

    [Fact]
    public void The_table_form_equals_the_bytewise_reference()
    {
        for (var length = 0; length < 300; length++)
        {
            var bytes = s_data.AsSpan(length % 7, length);
            Assert.Equal(Reference(0, bytes), ~Crc32CTable.Update(uint.MaxValue, bytes));
        }
    }

    [Fact]
    public void Appending_piece_by_piece_equals_one_computation()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var length = random.Next(s_data.Length);
            var crc = 0u;
            for (var at = 0; at < length;)
            {
                var piece = Math.Min(random.Next(1, 9000), length - at);
                crc = Crc32C.Append(crc, s_data.AsSpan(at, piece));
                at += piece;
            }

            Assert.Equal(Crc32C.Compute(s_data.AsSpan(0, length)), crc);
        }
    }

    [Fact]
    public void A_sequence_in_one_piece_equals_the_span() =>
        Assert.Equal(Crc32C.Compute(s_data), Crc32C.Compute(new ReadOnlySequence<byte>(s_data)));

    private static uint Reference(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }
        }

        return ~crc;
    }

    private static byte[] RandomBytes(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
