using MiniKafka.ArchitectureTests.Tidiness;

namespace MiniKafka.ArchitectureTests.Construction;

public sealed class ConstructionTests
{
    private static readonly Lazy<ConstructionRules> OfTheSources = new(() =>
        new ConstructionRules(Repository.Files("src", ".cs").Concat(Repository.Files("samples", ".cs")).Select(path => (path, Repository.Read(path)))));

    [Fact]
    public void No_object_is_handed_out_before_it_is_whole() => AssertNone(OfTheSources.Value.UnfinishedObjects());

    [Fact]
    public void Nothing_that_is_initialised_reads_what_comes_later() => AssertNone(OfTheSources.Value.EarlyReads());

    [Theory]
    [InlineData("class Appender(Log log) { private readonly string _name = log.Name; }")]
    [InlineData("class Appender(Log log) { private readonly Part _part = new Part(log.Name, 1); }")]
    [InlineData("class Appender { private string _name; public Appender(Log log) { _name = log.Name; } }")]
    public void An_owner_that_is_read_before_it_is_whole_is_found(string reader) => Assert.Equal(
        "a.cs(1): Log is handed to Appender before its Name is set: hand it out when it is whole",
        Assert.Single(Of("class Log { public string Name { get; } public Log() { _appender = new Appender(this); Name = \"\"; } Appender _appender; }", reader).UnfinishedObjects()).ToString());

    [Theory]
    [InlineData("_appender = new Appender(this); Name = \"\";", "class Appender(Log log) { public string Name => log.Name; }")]
    [InlineData("Name = \"\"; _appender = new Appender(this);", "class Appender(Log log) { private readonly string _name = log.Name; }")]
    [InlineData("_appender = new Appender(this); Name = \"\";", "class Appender(Log log) { private readonly System.Func<string> _name = () => log.Name; }")]
    public void An_owner_that_is_only_kept_or_is_whole_is_fine(string body, string reader) => Assert.Empty(
        Of($"class Log {{ public string Name {{ get; }} public Log() {{ {body} }} Appender _appender; }}", reader).UnfinishedObjects());

    [Fact]
    public void An_object_that_is_given_to_a_method_before_it_is_whole_is_found() => Assert.Single(
        Of("class Log { private int _size; public Log(Token ended) { ended.Register(Close, this); _size = 1; } }").UnfinishedObjects());

    [Theory]
    [InlineData("static int A = B; static int B = 1;")]
    [InlineData("static int[] A = [1, B]; static int B { get; } = 1;")]
    [InlineData("static int A = Make(); static int B = 1; static int Make() => B;")]
    public void A_static_that_reads_a_later_one_is_found(string members) =>
        Assert.Equal("a.cs(1): A reads B, which is not initialised yet: put it below", Assert.Single(Of($"class C {{ {members} }}").EarlyReads()).ToString());

    [Theory]
    [InlineData("static int B = 1; static int A = B;")]
    [InlineData("static System.Func<int> A = () => B; static int B = 1;")]
    [InlineData("const int B = 1; static int A = B;")]
    [InlineData("static int A = Other.B; static int B = 1;")]
    [InlineData("static P A = new P { B = 1 }; static int B = 1;")]
    public void A_static_that_reads_an_earlier_one_or_later_is_fine(string members) => Assert.Empty(Of($"class C {{ {members} }}").EarlyReads());

    private static ConstructionRules Of(params string[] texts) => new(texts.Select((text, index) => ($"{(char)('a' + index)}.cs", text)));

    private static void AssertNone(IEnumerable<Finding> findings)
    {
        var text = string.Join(Environment.NewLine, findings);
        Assert.True(text.Length == 0, text);
    }
}
