namespace MiniKafka.CompatibilityTests.Documents;

/// <summary>A fenced block of code.</summary>
/// <param name="Page">The page it is in.</param>
/// <param name="Line">The line of its fence, from 1.</param>
/// <param name="Language">The word behind the fence.</param>
/// <param name="Code">What is between the fences.</param>
/// <param name="Before">The last line of prose before it.</param>
internal sealed record CodeBlock(string Page, int Line, string Language, string Code, string Before)
{
    private const string GivenMark = "// Given: ";

    /// <summary>What an example that is no whole program needs around it, by names that docs/README.md explains; null for a whole program or file.</summary>
    public IReadOnlyList<string>? Given => Code.StartsWith(GivenMark, StringComparison.Ordinal)
        ? Code.Split('\n')[0][GivenMark.Length..].TrimEnd('.').Split(", ")
        : null;

    public override string ToString() => $"{Page}:{Line}";
}
