using System.Text.RegularExpressions;

namespace MiniKafka.ArchitectureTests.Tidiness;

/// <summary>Rules about the text of one file. Each takes the file's path in the repository and its text.</summary>
internal static partial class SourceRules
{
    public const int LongestFile = 350;

    private static readonly string[] Drawers = ["Common", "Utils", "Util", "Helpers", "Helper", "Infrastructure", "Misc", "Shared"];

    public static IEnumerable<Finding> FileLength(string path, string text, int longest = LongestFile)
    {
        var lines = text.AsSpan().TrimEnd('\n').Count('\n') + 1;
        if (lines > longest)
        {
            yield return new Finding(path, lines, $"{lines} lines, more than {longest}: look for the second subject hiding in it");
        }
    }

    public static IEnumerable<Finding> UnfinishedWork(string path, string text)
        => Lines(path, text, UnfinishedWords(), "is unfinished by its own words: finish it or take it out");

    public static IEnumerable<Finding> MachinePaths(string path, string text)
        => Lines(path, text, PathsOfAMachine(), "names a folder of one machine: take it from the environment or the repository");

    /// <summary>The namespace of a file is its folder, counted from the project's own.</summary>
    public static IEnumerable<Finding> NamespaceIsFolder(string path, string text)
    {
        var parts = path.Split('/');
        var expected = string.Join('.', parts[1..^1]);
        foreach (Match match in Namespaces().Matches(text))
        {
            var found = match.Groups["name"].Value;
            if (found != expected && found != "System.Runtime.CompilerServices")
            {
                yield return new Finding(path, LineOf(text, match.Index), $"namespace {found}, but its folder says {expected}");
            }
        }

        if (!Namespaces().IsMatch(text) && TypeDeclarations().IsMatch(text) && parts[^1] != "Program.cs")
        {
            yield return new Finding(path, 1, $"declares types outside any namespace: {expected}");
        }
    }

    public static IEnumerable<Finding> NoDrawers(string path)
    {
        if (path.Split('/')[..^1].FirstOrDefault(part => Drawers.Contains(part, StringComparer.OrdinalIgnoreCase)) is { } drawer)
        {
            yield return new Finding(path, 1, $"{drawer} is a drawer, not a subject: name the folder after what its types are about");
        }
    }

    private static IEnumerable<Finding> Lines(string path, string text, Regex pattern, string message)
        => pattern.Matches(text).Select(match => new Finding(path, LineOf(text, match.Index), $"\"{match.Value}\" {message}"));

    private static int LineOf(string text, int index) => text.AsSpan(0, index).Count('\n') + 1;

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX|NotImplementedException)\b")]
    private static partial Regex UnfinishedWords();

    /// <summary>Kafka's own default for log.dir is a value to be told, not a folder that is used.</summary>
    [GeneratedRegex(@"(?<![\w./])/(tmp(?!/kafka-logs\b)|work|home|root|Users)/[A-Za-z]|[A-Za-z]:\\Users\\")]
    private static partial Regex PathsOfAMachine();

    [GeneratedRegex(@"^namespace\s+(?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespaces();

    [GeneratedRegex(@"^(public |internal |file )?(static |abstract |sealed |readonly |ref |partial )*(class|struct|record|interface|enum) \w", RegexOptions.Multiline)]
    private static partial Regex TypeDeclarations();
}
