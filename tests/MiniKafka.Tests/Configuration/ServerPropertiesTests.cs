using MiniKafka.Configuration;
using MiniKafka.Model;

namespace MiniKafka.Tests.Configuration;

public class ServerPropertiesTests
{
    [Theory]
    [InlineData("a=b", "a", "b")]
    [InlineData("a = b c ", "a", "b c ")]
    [InlineData("a:b", "a", "b")]
    [InlineData("a b", "a", "b")]
    [InlineData("  a\t=\tb", "a", "b")]
    [InlineData("a", "a", "")]
    [InlineData("a=", "a", "")]
    [InlineData("a==b", "a", "=b")]
    [InlineData(@"a\=b=c", "a=b", "c")]
    [InlineData(@"a\ b=c", "a b", "c")]
    [InlineData(@"a=b\tc\\d", "a", "b\tc\\d")]
    [InlineData(@"a=\u00e4", "a", "ä")]
    [InlineData("a=b\\\n   c", "a", "bc")]
    [InlineData("a=b\\\r\n   c\r\n", "a", "bc")]
    [InlineData("a=b\\\\\nx=y", "a", "b\\")]
    [InlineData("a=b\\\n# no comment", "a", "b# no comment")]
    public void Parse_reads_a_pair(string text, string key, string value) => Assert.Equal(value, ServerProperties.Parse(text)[key]);

    [Fact]
    public void Parse_skips_comments_and_empty_lines() =>
        Assert.Equal(["a"], ServerProperties.Parse("# one=1\n ! two=2\n\n   \na=b\n").Keys);

    [Fact]
    public void Parse_takes_the_last_of_equal_keys() => Assert.Equal("2", ServerProperties.Parse("a=1\na=2")["a"]);

    [Fact]
    public void Parse_names_a_wrong_unicode_escape()
    {
        var error = Assert.Throws<FormatException>(() => ServerProperties.Parse(@"a=\u12"));
        Assert.Contains(@"\u12", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# comment\nnum.partitions=6\nnum.io.threads=many\n", 3, "num.io.threads")]
    [InlineData("num.partitions=6\nlog.dirs=a,\\\n  b\nno.such.key=1\n", 4, "no.such.key")]
    [InlineData("num.partitions=6\r\nlog.dirs=\\u12", 2, "\\u12")]
    public void A_bad_line_of_a_file_is_named_with_file_and_line(string text, int line, string named)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            var refused = Record.Exception(() => new KafkaClusterOptions().LoadProperties(file));
            Assert.True(refused is KafkaException { Code: ErrorCode.InvalidConfig } or FormatException, $"{refused}");
            Assert.Contains(file, refused.Message, StringComparison.Ordinal);
            Assert.Contains($"ine {line}: ", refused.Message, StringComparison.Ordinal);
            Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
