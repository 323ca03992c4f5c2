using Checkout;

namespace MiniKafka.ArchitectureTests.Tidiness;

/// <summary>The rules of the house, put to every file of the repository.</summary>
public sealed class TidinessTests
{
    private static readonly string[] Pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "THIRD-PARTY-NOTICES.md"];

    private static readonly string[] TopLevel =
        [.. Pages, "src", "tests", "benchmarks", "samples", "docs", "MiniKafka.sln", "Directory.Build.props", "Directory.Packages.props", "LICENSE", "global.json"];

    private static readonly string[] CodeFolders = ["src", "tests", "benchmarks", "samples"];

    /// <summary>Files that may be longer than the rest, each with the length it may have.</summary>
    private static readonly Dictionary<string, int> LongFiles = new(StringComparer.Ordinal)
    {
        // One line of documentation and one of code for each of Kafka's error codes.
        ["src/MiniKafka/Model/ErrorCode.cs"] = 450,
    };

    [Fact]
    public void Files_stay_short_enough_to_read()
        => AssertNone(Code().SelectMany(path => SourceRules.FileLength(path, Repository.Read(path), LongFiles.GetValueOrDefault(path, SourceRules.LongestFile))));

    [Fact]
    public void Methods_stay_short_enough_to_read()
        => AssertNone(Repository.Files("src", ".cs").SelectMany(path => SizeRules.Methods(path, Repository.Read(path))));

    [Fact]
    public void Constructors_take_what_can_be_told_apart()
        => AssertNone(Repository.Files("src", ".cs").SelectMany(path => SizeRules.Constructors(path, Repository.Read(path))));

    [Fact]
    public void Nothing_is_left_unfinished()
        => AssertNone(Code().Where(IsNoRule).SelectMany(path => SourceRules.UnfinishedWork(path, Repository.Read(path))));

    [Fact]
    public void No_file_names_a_folder_of_one_machine()
        => AssertNone(Texts().Where(IsNoRule).SelectMany(path => SourceRules.MachinePaths(path, Repository.Read(path))));

    [Fact]
    public void Every_namespace_is_its_folder()
        => AssertNone(Repository.Files("src", ".cs").Concat(Repository.Files("tests", ".cs")).Concat(Repository.Files("benchmarks", ".cs"))
            .SelectMany(path => SourceRules.NamespaceIsFolder(path, Repository.Read(path))));

    [Fact]
    public void No_folder_is_a_drawer()
        => AssertNone(Code().SelectMany(SourceRules.NoDrawers));

    [Fact]
    public void Every_package_says_the_least_version_that_is_asked_for()
        => AssertNone(CodeFolders.SelectMany(folder => Repository.Files(folder, ".csproj", ".props", ".targets"))
            .Append("Directory.Packages.props").Append("Directory.Build.props")
            .SelectMany(path => PackageRules.LeastVersions(path, Repository.Read(path))));

    [Fact]
    public void Every_project_says_which_packages_it_is_built_with()
        => AssertNone(CodeFolders.SelectMany(folder => Repository.Files(folder, ".csproj"))
            .Where(path => !File.Exists(Path.Combine(RepositoryFolder.Root, Path.GetDirectoryName(path)!, PackageRules.LockFile)))
            .Select(path => new Finding(path, 1, $"has no {PackageRules.LockFile}: restore it, and commit the file")));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("MiniKafka.sln").Replace('\\', '/');
        AssertNone(CodeFolders.SelectMany(folder => Repository.Files(folder, ".csproj"))
            .Where(path => !solution.Contains($"\"{path}\"", StringComparison.Ordinal))
            .Select(path => new Finding(path, 1, "is not in MiniKafka.sln: dotnet sln add")));
    }

    [Fact]
    public void The_top_level_holds_only_what_belongs_there()
        => AssertNone(Directory.EnumerateFileSystemEntries(RepositoryFolder.Root).Select(path => Path.GetFileName(path)!)
            .Where(name => !name.StartsWith('.') && !TopLevel.Contains(name, StringComparer.Ordinal) && !Repository.IsBuildOutput(name))
            .Select(name => new Finding(name, 1, "does not belong at the top level")));

    private static IEnumerable<string> Code() => CodeFolders.SelectMany(folder => Repository.Files(folder, ".cs"));

    private static IEnumerable<string> Texts()
        => CodeFolders.SelectMany(folder => Repository.Files(folder, ".cs", ".csproj", ".props", ".md", ".py", ".js", ".sh", ".txt")).Concat(Repository.Files("docs", ".md")).Concat(Pages);

    /// <summary>The rules and their offenders must spell what they forbid.</summary>
    private static bool IsNoRule(string path) => !path.StartsWith("tests/MiniKafka.ArchitectureTests/Tidiness/", StringComparison.Ordinal);

    private static void AssertNone(IEnumerable<Finding> findings)
    {
        var text = string.Join(Environment.NewLine, findings);
        Assert.True(text.Length == 0, text);
    }
}
