using MiniKafka.Records;

namespace MiniKafka.Tests.Records;

public sealed class VarintTests
{
    [Theory]
    [InlineData(0L, "00")]
    [InlineData(-1L, "01")]
    [InlineData(1L, "02")]
    [InlineData(63L, "7E")]
    [InlineData(-64L, "7F")]
    [InlineData(64L, "8001")]
    [InlineData(int.MaxValue, "FEFFFFFF0F")]
    [InlineData(int.MinValue, "FFFFFFFF0F")]
    [InlineData(long.MaxValue, "FEFFFFFFFFFFFFFFFF01")]
    [InlineData(long.MinValue, "FFFFFFFFFFFFFFFFFF01")]
    public void Values_have_one_form_and_come_back(long value, string hex)
    {
        var bytes = new byte[Varint.MaxInt64Bytes];
        var size = Varint.Write(bytes, value);
        Assert.Equal(hex, Convert.ToHexString(bytes, 0, size));
        Assert.Equal(size, Varint.SizeOf(value));
        var position = 0;
        Assert.True(Varint.TryRead(bytes, ref position, out long read));
        Assert.Equal((value, size), (read, position));
        if (value is >= int.MinValue and <= int.MaxValue)
        {
            position = 0;
            Assert.True(Varint.TryRead(bytes, ref position, out int small));
            Assert.Equal(((int)value, size, size), (small, position, Varint.SizeOf((int)value)));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("80")]
    [InlineData("FEFFFFFF1F")]
    [InlineData("8080808080")]
    [InlineData("808080808000")]
    public void What_is_no_32_bit_value_is_refused(string hex)
    {
        var position = 0;
        Assert.False(Varint.TryRead(Convert.FromHexString(hex), ref position, out int _));
    }

    [Theory]
    [InlineData("FEFFFFFFFFFFFFFFFF02")]
    [InlineData("80808080808080808080")]
    [InlineData("808080")]
    public void What_is_no_64_bit_value_is_refused(string hex)
    {
        var position = 0;
        Assert.False(Varint.TryRead(Convert.FromHexString(hex), ref position, out long _));
    }
}
