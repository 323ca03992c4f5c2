using System.Text.RegularExpressions;

namespace MiniKafka.ArchitectureTests.Surface;

/// <summary>What a release promised is kept in <c>Released/</c>: it stays, unless the version says that it may go.</summary>
public sealed partial class PromiseTests
{
    private const string Folder = "tests/MiniKafka.ArchitectureTests/Released";

    public static TheoryData<string> Releases => [.. Repository.Files(Folder, ".txt")];

    [Theory]
    [MemberData(nameof(Releases))]
    public void What_a_release_promised_is_there_unless_the_version_says_that_it_may_be_gone(string file)
    {
        var release = Release().Match(Path.GetFileName(file));
        var library = Library.Named(release.Groups["name"].Value);
        if (!Promises.MayBreak(release.Groups["version"].Value, library.Version))
        {
            Assert.Empty(Promises.Broken(Library.SurfaceIn(file), PublicSurface.Describe(library.Assembly)));
        }
    }

    [Theory]
    [MemberData(nameof(Library.Names), MemberType = typeof(Library))]
    public void The_changelog_tells_of_this_version(string name) =>
        Assert.Contains($"\n## {Library.Named(name).Version}", Repository.Read("CHANGELOG.md"), StringComparison.Ordinal);

    [Theory]
    [InlineData("0.1.0", "0.1.1", false)]
    [InlineData("0.1.0", "0.2.0", true)]
    [InlineData("0.9.0", "1.0.0-preview.1", true)]
    [InlineData("1.2.0", "1.3.0", false)]
    [InlineData("1.9.9", "2.0.0", true)]
    public void A_version_that_may_break_something_says_so(string earlier, string later, bool mayBreak) => Assert.Equal(mayBreak, Promises.MayBreak(earlier, later));

    [Fact]
    public void What_is_new_breaks_nothing_and_what_is_gone_is_named() =>
        Assert.Equal(["A.Queue.Add(string item): void"], Promises.Broken(["A.Queue: class", "A.Queue.Add(string item): void"], ["A.Queue: class", "A.Queue.Put(): void"]));

    [Fact]
    public void What_was_experimental_may_go() =>
        Assert.Empty(Promises.Broken(["A.Spy.See(): void", "A.Spy: interface, experimental (A001)"], ["A.Queue: class"]));

    [GeneratedRegex(@"^(?<name>[A-Za-z.]+)\.(?<version>\d+\.\d+\.\d+(-.+)?)\.txt$")]
    private static partial Regex Release();
}
