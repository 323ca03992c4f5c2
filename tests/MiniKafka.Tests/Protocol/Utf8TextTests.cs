using System.Text;
using MiniKafka.Protocol;

namespace MiniKafka.Tests.Protocol;

public class Utf8TextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("漢 ÿ 🙂 \uD7FF", "漢 ÿ 🙂 \uD7FF")]
    public void Text_is_read_as_it_was_written(string text, string read) => Assert.Equal(read, Utf8Text.Decode(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("ED-A0-80", "\uFFFD")]
    [InlineData("61-ED-A0-BD-ED-B0-B3-62", "a\uFFFD\uFFFDb")]
    [InlineData("ED-BF-BF-ED-9F-BF", "\uFFFD\uD7FF")]
    [InlineData("ED-A0-41", "\uFFFDA")]
    [InlineData("ED-A0", "\uFFFD")]
    public void An_encoded_surrogate_is_one_replacement_character(string bytes, string read) =>
        Assert.Equal(read, Utf8Text.Decode([.. bytes.Split('-').Select(digits => Convert.ToByte(digits, 16))]));
}
