using System.Text.RegularExpressions;
using ApacheKafka;

namespace MiniKafka.CompatibilityTests.KafkaTools;

/// <summary>
/// Runs each call of a tool on two clusters, ours and Apache Kafka's, and compares what it printed and how it ended. What no two clusters
/// have in common is masked: ids, ports, clocks, paths, rates.
/// </summary>
internal sealed partial class SideBySide(ApacheKafkaTools tools, string ours, string theirs)
{
    private readonly List<string> _differences = [];

    /// <summary>A call whose arguments name the cluster as <c>{servers}</c>; returns how it ended on ours.</summary>
    public Task<ToolRun> RunAsync(string tool, params string[] arguments) => RunWithInputAsync(tool, "", arguments);

    /// <summary>As above, with what its standard input holds.</summary>
    public async Task<ToolRun> RunWithInputAsync(string tool, string input, params string[] arguments)
    {
        var (here, there) = (await RunOnAsync(ours, tool, input, arguments), await RunOnAsync(theirs, tool, input, arguments));
        Compare(here, there, tool, arguments);
        return here;
    }

    /// <summary>As above for a tool that tells of several things at once: the order of its lines is nobody's.</summary>
    public async Task RunInAnyOrderAsync(string tool, params string[] arguments) =>
        Compare(Sorted(await RunOnAsync(ours, tool, "", arguments)), Sorted(await RunOnAsync(theirs, tool, "", arguments)), tool, arguments);

    /// <summary>How the call ended on ours and on Apache Kafka's, for what is not meant to be the same in all.</summary>
    public async Task<(ToolRun Ours, ToolRun Theirs)> AskAsync(string tool, params string[] arguments) =>
        (await RunOnAsync(ours, tool, "", arguments), await RunOnAsync(theirs, tool, "", arguments));

    /// <summary>Every call so far ended the same way on both.</summary>
    public void AssertSame() => Assert.True(_differences.Count == 0, string.Join("\n\n", _differences));

    private void Compare(ToolRun here, ToolRun there, string tool, string[] arguments)
    {
        if (here != there)
        {
            _differences.Add($"{tool} {string.Join(' ', arguments)}\n--- ours\n{here}\n--- Apache Kafka's\n{there}");
        }
    }

    private async Task<ToolRun> RunOnAsync(string servers, string tool, string input, string[] arguments) => Masked(await tools.RunWithInputAsync(tool, input, On(servers, arguments)));

    private static ToolRun Sorted(ToolRun run) => run with { Output = string.Join('\n', run.Output.Split('\n').Order(StringComparer.Ordinal)) };

    private static string[] On(string servers, string[] arguments) => [.. arguments.Select(argument => argument.Replace("{servers}", servers, StringComparison.Ordinal))];

    private static ToolRun Masked(ToolRun run) => new(run.Code, Masked(run.Output), Masked(run.Errors));

    private static string Masked(string text)
    {
        text = Address().Replace(text, "127.0.0.1:PORT");
        text = Identifier().Replace(text, "ID");
        text = LongIdentifier().Replace(text, "ID");
        text = Rate().Replace(text, "RATE");
        text = Clock().Replace(text, "CLOCK");
        return LogDirectory().Replace(text, "DIRECTORY").TrimEnd();
    }

    [GeneratedRegex(@"(127\.0\.0\.1|localhost)[: ]\d+")]
    private static partial Regex Address();

    [GeneratedRegex(@"(?<![\w-])[\w-]{22}(?![\w-])")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex LongIdentifier();

    [GeneratedRegex(@"1[0-9]{12}|\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[.,:]\d+")]
    private static partial Regex Clock();

    [GeneratedRegex(@"(?<=""logDir"":)""[^""]*""|(?<=""log_dirs"":)\[[^\]]*\]")]
    private static partial Regex LogDirectory();

    [GeneratedRegex(@"(?<=""avg_throughput"":)[0-9.E]+")]
    private static partial Regex Rate();
}
