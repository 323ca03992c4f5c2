namespace MiniKafka.ArchitectureTests.Tidiness;

/// <summary>Each rule is shown an offender, and something that only looks like one.</summary>
public sealed class RuleTests
{
    private const string Path = "src/MiniKafka/Storage/PartitionLog.cs";

    [Fact]
    public void A_file_that_is_too_long_is_found()
    {
        Assert.Single(SourceRules.FileLength(Path, string.Concat(Enumerable.Repeat("//\n", 351))));
        Assert.Empty(SourceRules.FileLength(Path, string.Concat(Enumerable.Repeat("//\n", 350))));
    }

    [Theory]
    [InlineData("// TODO: later")]
    [InlineData("// FIXME")]
    [InlineData("throw new NotImplementedException();")]
    public void Unfinished_work_is_found(string line) => Assert.Equal(2, Assert.Single(SourceRules.UnfinishedWork(Path, "\n" + line)).Line);

    [Fact]
    public void A_word_that_contains_a_banned_one_is_fine() => Assert.Empty(SourceRules.UnfinishedWork(Path, "var hackathon = Todos;"));

    [Theory]
    [InlineData("File.Open(\"/tmp/log\")")]
    [InlineData("see /home/anna/notes")]
    [InlineData("C:\\Users\\anna")]
    public void A_path_of_one_machine_is_found(string line) => Assert.Single(SourceRules.MachinePaths(Path, line));

    [Theory]
    [InlineData("https://example.org/home/page")]
    [InlineData("../work/readme")]
    [InlineData("\"/tmp/kafka-logs\"")]
    public void Other_paths_are_fine(string line) => Assert.Empty(SourceRules.MachinePaths(Path, line));

    [Theory]
    [InlineData("namespace MiniKafka.Records;\nclass A;")]
    [InlineData("namespace MiniKafka.Storage.Deep;\nclass A;")]
    [InlineData("class A;")]
    public void A_namespace_that_is_not_its_folder_is_found(string text) => Assert.Single(SourceRules.NamespaceIsFolder(Path, text));

    [Fact]
    public void A_namespace_that_is_its_folder_is_fine() => Assert.Empty(SourceRules.NamespaceIsFolder(Path, "namespace MiniKafka.Storage;\nclass A;"));

    [Fact]
    public void A_drawer_is_found()
    {
        Assert.Single(SourceRules.NoDrawers("src/MiniKafka/Helpers/Text.cs"));
        Assert.Empty(SourceRules.NoDrawers(Path));
    }

    [Theory]
    [InlineData("<PackageVersion Include=\"A\" Version=\"[1.2.3]\" />")]
    [InlineData("<PackageVersion Include=\"A\" Version=\"[1.2,2.0)\" />")]
    [InlineData("<PackageVersion Include=\"A\" Version=\"1.*\" />")]
    [InlineData("<PackageVersion Include=\"A\" />")]
    [InlineData("<PackageDownload Include=\"A\" Version=\"[1.2.3]\" />")]
    [InlineData("<PackageReference Include=\"A\" Version=\"1.2.3\" />")]
    [InlineData("<PackageReference Include=\"A\" VersionOverride=\"1.2.3\" />")]
    public void A_version_that_is_no_least_one_is_found(string element) => Assert.Single(PackageRules.LeastVersions("a.csproj", $"<Project>{element}</Project>"));

    [Theory]
    [InlineData("<PackageVersion Include=\"A\" Version=\"1.2.3\" />")]
    [InlineData("<PackageReference Include=\"A\" />")]
    public void A_least_version_is_fine(string element) => Assert.Empty(PackageRules.LeastVersions("a.csproj", $"<Project>{element}</Project>"));

    [Fact]
    public void A_method_that_is_too_long_is_found()
    {
        var body = string.Concat(Enumerable.Repeat("F();\n", SizeRules.LongestMethod));
        Assert.Single(SizeRules.Methods("a.cs", $"class A {{ void F() {{\n{body}}} void G() {{ }} }}"));
        Assert.Empty(SizeRules.Methods("a.cs", $"class A {{ void F() {{\n{body[..^10]}}} }}"));
    }

    [Theory]
    [InlineData("class A(int a, int b, int c, int d, int e, int f, int g);", 1)]
    [InlineData("class A { A(int a, int b, int c, int d, int e, int f, int g) { } A() { } }", 1)]
    [InlineData("class A(int a, int b, int c, int d, int e, int f);", 0)]
    [InlineData("record A(int A, int B, int C, int D, int E, int F, int G);", 0)]
    public void A_constructor_that_takes_too_much_is_found(string text, int findings) => Assert.Equal(findings, SizeRules.Constructors("a.cs", text).Count());
}
