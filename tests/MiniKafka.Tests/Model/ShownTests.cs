using MiniKafka.Model;

namespace MiniKafka.Tests.Model;

public class ShownTests
{
    [Theory]
    [InlineData("orders", "orders")]
    [InlineData("Bestellungen für Zoë 🐳", "Bestellungen für Zoë 🐳")]
    [InlineData("a\nWARN all is lost", "a\\u000AWARN all is lost")]
    [InlineData("\u001b[2Jgone", "\\u001B[2Jgone")]
    [InlineData("\r\u0085\u2028\u2029\u007f", "\\u000D\\u0085\\u2028\\u2029\\u007F")]
    [InlineData("abc\u202edcba", "abc\\u202Edcba")]
    [InlineData("", "")]
    public void What_would_end_the_line_or_hide_something_is_escaped(string text, string shown)
    {
        Assert.Equal(shown, Shown.Name(text));
        Assert.Equal(shown, new Shown(text).ToString());
        Assert.Equal(shown, Shown.Message(text));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_escaped() => Assert.Equal("\\uD83D.\\uDC33", Shown.Name("\ud83d.\udc33"));

    [Fact]
    public void What_is_too_long_is_cut_and_says_how_long_it_was()
    {
        Assert.Equal(new string('a', 249), Shown.Name(new string('a', 249)));
        Assert.Equal($"{new string('a', Shown.LongestName)}... (30000 characters)", Shown.Name(new string('a', 30_000)));
        Assert.Equal($"{new string('a', Shown.LongestName - 1)}... (300 characters)", Shown.Name(new string('a', Shown.LongestName - 1) + "🐳" + new string('a', 43)));
    }

    [Fact]
    public void An_error_shows_what_is_in_its_message_escaped_and_cut()
    {
        Assert.Equal("The topic 'a\\u000Ab' is gone.", new KafkaException(ErrorCode.UnknownTopicOrPartition, "The topic 'a\nb' is gone.").Message);
        Assert.True(new KafkaException(ErrorCode.UnknownTopicOrPartition, new string('a', 30_000)).Message.Length < 5000);
    }
}
