using System.Text;
using System.Text.RegularExpressions;
using Checkout;

namespace MiniKafka.CompatibilityTests.Documents;

/// <summary>A page of Markdown, as whoever tests it sees it: its headings, its links and its blocks of code.</summary>
internal sealed partial class Page
{
    private readonly string[] _lines;

    private Page(string path)
    {
        Path = path;
        _lines = File.ReadAllText(System.IO.Path.Combine(RepositoryFolder.Root, path)).ReplaceLineEndings("\n").Split('\n');
        (Blocks, var prose) = Split();
        Prose = [.. prose.Select(line => line with { Text = InlineCode().Replace(line.Text, "``") })];
        Anchors = AnchorsOf(prose).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Everything that readers are handed: the pages beside README.md, and those in docs/.</summary>
    public static IReadOnlyList<Page> All { get; } =
    [
        .. Directory.EnumerateFiles(RepositoryFolder.Root, "*.md")
            .Concat(Directory.EnumerateFiles(System.IO.Path.Combine(RepositoryFolder.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(file => System.IO.Path.GetRelativePath(RepositoryFolder.Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)
            .Select(path => new Page(path)),
    ];

    /// <summary>From the root of the repository, with forward slashes.</summary>
    public string Path { get; }

    /// <summary>The fenced blocks of code, in order.</summary>
    public IReadOnlyList<CodeBlock> Blocks { get; }

    /// <summary>What lies between the blocks of code, without what is marked as code in a line.</summary>
    public IReadOnlyList<(int Number, string Text)> Prose { get; }

    /// <summary>What a link can lead to within the page, as GitHub names it.</summary>
    public IReadOnlySet<string> Anchors { get; }

    public static Page At(string path) => All.Single(page => page.Path == path);

    /// <summary>Where the links and pictures of the page lead to, as it is written.</summary>
    public IEnumerable<(int Line, string Target)> Links =>
        from line in Prose
        from Match link in LinkTarget().Matches(line.Text)
        select (line.Number, link.Groups["target"].Value);

    /// <summary>The rows of its table of what examples are given: names with their types.</summary>
    public IReadOnlyDictionary<string, string> GivenNames() => _lines
        .Select(line => GivenName().Match(line))
        .Where(row => row.Success)
        .ToDictionary(row => row.Groups["name"].Value, row => row.Groups["type"].Value, StringComparer.Ordinal);

    public override string ToString() => Path;

    private (List<CodeBlock> Blocks, List<(int Number, string Text)> Prose) Split()
    {
        var (blocks, prose) = (new List<CodeBlock>(), new List<(int, string)>());
        for (var i = 0; i < _lines.Length; i++)
        {
            if (Fence().Match(_lines[i]) is not { Success: true } fence)
            {
                prose.Add((i + 1, _lines[i]));
                continue;
            }

            var (first, code, indent) = (i + 1, new StringBuilder(), fence.Groups["indent"].Length);
            for (i++; _lines[i].Trim() != "```"; i++)
            {
                code.Append(_lines[i].Length >= indent ? _lines[i][indent..] : "").Append('\n');
            }

            var before = prose.LastOrDefault(line => line.Item2.Trim().Length > 0).Item2?.Trim() ?? "";
            blocks.Add(new CodeBlock(Path, first, fence.Groups["language"].Value, code.ToString(), before));
        }

        return (blocks, prose);
    }

    /// <summary>A heading's anchor is its text in lower case without punctuation, blanks as dashes, and counted where it comes again.</summary>
    private static IEnumerable<string> AnchorsOf(IEnumerable<(int Number, string Text)> prose)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (_, text) in prose)
        {
            if (Heading().Match(text) is { Success: true } heading)
            {
                var anchor = NoPartOfAnchors().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-');
                var times = seen[anchor] = seen.GetValueOrDefault(anchor, -1) + 1;
                yield return times == 0 ? anchor : $"{anchor}-{times}";
            }

            foreach (Match named in NamedAnchor().Matches(text))
            {
                yield return named.Groups["name"].Value;
            }
        }
    }

    [GeneratedRegex(@"^(?<indent> *)```(?<language>[a-z]*)\s*$")]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\| `(?<name>\w+)` \| `(?<type>[^`]+)` \|")]
    private static partial Regex GivenName();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"^#{1,6} (?<text>.*)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NoPartOfAnchors();

    [GeneratedRegex("""<a (?:id|name)="(?<name>[^"]+)">""")]
    private static partial Regex NamedAnchor();

    [GeneratedRegex("""\]\((?<target>[^)\s]+)(?: "[^"]*")?\)|(?:href|src)="(?<target>[^"]+)"|<(?<target>https?://[^>\s]+)>""")]
    private static partial Regex LinkTarget();
}
