using MiniKafka.Records;

namespace MiniKafka.Tests.Records;

public sealed class RecordReaderTests
{
    // length 8, attributes, timestamp delta, offset delta, key "k", value "v", no headers
    private static readonly byte[] s_good = [0x10, 0, 0, 0, 2, (byte)'k', 2, (byte)'v', 0];

    [Fact]
    public void A_good_record_is_read() => Assert.Equal((1, RecordError.None), Read(s_good, 1));

    [Fact]
    public void Every_cut_is_reported_as_truncated()
    {
        for (var length = 0; length < s_good.Length; length++)
        {
            Assert.Equal((0, RecordError.Truncated), Read(s_good[..length], 1));
        }
    }

    [Fact]
    public void Bytes_after_the_last_record_are_reported() =>
        Assert.Equal((1, RecordError.TrailingBytes), Read([.. s_good, 0], 1));

    [Fact]
    public void A_missing_record_is_reported() => Assert.Equal((1, RecordError.Truncated), Read(s_good, 2));

    [Fact]
    public void A_negative_count_is_reported() => Assert.Equal((0, RecordError.InvalidStructure), Read(s_good, -1));

    [Theory]
    [InlineData(0, 0x0F)] // negative length
    [InlineData(0, 0x0E)] // record shorter than its fields
    [InlineData(4, 0x7E)] // key beyond the record
    [InlineData(6, 0x06)] // value beyond the record
    [InlineData(8, 0x02)] // a header that is not there
    [InlineData(8, 0x01)] // negative header count
    public void A_length_that_cannot_be_is_reported(int position, byte value)
    {
        var bytes = s_good.ToArray();
        bytes[position] = value;
        var (read, error) = Read(bytes, 1);
        Assert.Equal((0, RecordError.InvalidStructure), (read, error));
    }

    [Theory]
    [InlineData(new byte[] { 0x0C, 0, 0, 0, 1, 1, 0 })]
    [InlineData(new byte[] { 0x12, 0, 0, 0, 1, 1, 2, 2, (byte)'h', 1 })]
    public void Null_fields_and_null_header_values_are_read(byte[] bytes) => Assert.Equal((1, RecordError.None), Read(bytes, 1));

    [Theory]
    [InlineData(new byte[] { 0x10, 0, 0, 0, 1, 1, 2, 1, 1 })] // null header name
    [InlineData(new byte[] { 0x10, 0, 0, 0, 1, 1, 2, 0, 4 })] // header value beyond the record
    [InlineData(new byte[] { 0x0E, 0, 0, 0, 1, 1, 0, 0 })] // a byte left over in the record
    public void Headers_that_do_not_fit_their_record_are_reported(byte[] bytes) =>
        Assert.Equal((0, RecordError.InvalidStructure), Read(bytes, 1));

    [Fact]
    public void A_varint_of_six_bytes_is_refused() =>
        Assert.NotEqual(RecordError.None, Read([0x80, 0x80, 0x80, 0x80, 0x80, 0x01, .. s_good], 1).Error);

    [Fact]
    public void A_huge_header_count_ends_at_the_first_header_that_is_not_there()
    {
        byte[] bytes = [0x14, 0, 0, 0, 1, 1, 0xFE, 0xFF, 0xFF, 0xFF, 0x0F];
        Assert.Equal(RecordError.InvalidStructure, Read(bytes, 1).Error);
    }

    [Fact]
    public void Lengths_alone_are_checked_the_same_way()
    {
        byte[] two = [.. s_good, .. s_good];
        Assert.Equal(RecordError.None, RecordReader.CheckLengths(two, 2));
        Assert.Equal(RecordError.Truncated, RecordReader.CheckLengths(two, 3));
        Assert.Equal(RecordError.TrailingBytes, RecordReader.CheckLengths(two, 1));
        Assert.Equal(RecordError.InvalidStructure, RecordReader.CheckLengths([0x01], 1));
    }

    [Fact]
    public void Random_bytes_never_lead_out_of_bounds()
    {
        const int Seed = 4242;
        var random = new Random(Seed);
        for (var round = 0; round < 100_000; round++)
        {
            var bytes = new byte[random.Next(60)];
            random.NextBytes(bytes);
            for (var i = 0; i < bytes.Length; i++)
            {
                if (random.Next(3) > 0)
                {
                    bytes[i] &= 0x1E;
                }
            }

            var (read, error) = Read(bytes, random.Next(1, 4));
            Assert.True(read <= 3, $"seed {Seed}, round {round}: {read} records, {error}");
        }
    }

    private static (int Read, RecordError Error) Read(byte[] bytes, int count)
    {
        var reader = new RecordReader(bytes, count);
        var read = 0;
        while (reader.MoveNext())
        {
            _ = TestBatches.Headers(reader.Current);
            read++;
        }

        return (read, reader.Error);
    }
}
