using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MiniKafka.Client.Serialization;

namespace MiniKafka.Tests.Client.Serialization;

public sealed class SerdesTests
{
    private static readonly SerializationContext Context = new("t", RecordPart.Value);

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("ünïcode 🎈")]
    public void Text_comes_back(string text) => Assert.Equal(text, RoundTrip(Serdes.Utf8, text));

    [Fact]
    public void Null_text_is_null_on_the_wire() =>
        Assert.False(Serdes.Utf8.Serialize(null, new ArrayBufferWriter<byte>(), Context));

    [Fact]
    public void Numbers_are_big_endian()
    {
        Assert.Equal([1, 2, 3, 4], Bytes(Serdes.Int32, 0x01020304));
        Assert.Equal([0, 0, 0, 0, 1, 2, 3, 4], Bytes(Serdes.Int64, 0x01020304));
        Assert.Equal([0x3F, 0xF0, 0, 0, 0, 0, 0, 0], Bytes(Serdes.Double, 1.0));
        Assert.Equal(-7, RoundTrip(Serdes.Int32, -7));
        Assert.Equal(long.MinValue, RoundTrip(Serdes.Int64, long.MinValue));
        Assert.Equal(0.25, RoundTrip(Serdes.Double, 0.25));
    }

    [Fact]
    public void A_guid_is_its_text()
    {
        var id = new Guid("00112233-4455-6677-8899-aabbccddeeff");
        Assert.Equal("00112233-4455-6677-8899-aabbccddeeff"u8.ToArray(), Bytes(Serdes.Guid, id));
        Assert.Equal(id, RoundTrip(Serdes.Guid, id));
    }

    [Fact]
    public void A_number_of_the_wrong_size_names_what_is_wrong()
    {
        var error = Assert.Throws<FormatException>(() => Serdes.Int32.Deserialize([1, 2], isNull: false, Context));
        Assert.Contains("2 bytes", error.Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => Serdes.Int64.Deserialize([], isNull: true, Context));
    }

    [Fact]
    public void Json_goes_through_the_options_given()
    {
        var options = new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        var serde = Serdes.Json<Order>(options);
        Assert.Equal(new Order("a", 3), RoundTrip(serde, new Order("a", 3)));
        Assert.False(serde.Serialize(null, new ArrayBufferWriter<byte>(), Context));
    }

    [Fact]
    public void A_type_without_a_serializer_is_named()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Serdes.Default<Order>());
        Assert.Contains(nameof(Order), error.Message, StringComparison.Ordinal);
        Assert.Same(Serdes.Utf8, Serdes.Default<string>());
    }

    private static byte[] Bytes<T>(Serde<T> serde, T value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Assert.True(serde.Serialize(value, buffer, Context));
        return buffer.WrittenSpan.ToArray();
    }

    private static T RoundTrip<T>(Serde<T> serde, T value) => serde.Deserialize(Bytes(serde, value), isNull: false, Context);

    private sealed record Order(string Item, int Count);
}
