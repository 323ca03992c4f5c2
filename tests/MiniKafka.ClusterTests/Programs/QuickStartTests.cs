using Checkout;

namespace MiniKafka.ClusterTests.Programs;

/// <summary>The first program of the README, as its reader runs it.</summary>
public sealed class QuickStartTests
{
    [Fact]
    public async Task Every_line_of_standard_input_comes_back_with_where_it_landed()
    {
        var lines = Enumerable.Range(1, 40).Select(i => $"line number {i}").ToList();
        var run = await ProgramRun.OfAsync("QuickStart", string.Join("\r\n", lines) + "\r\n", "-");
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(lines.Order(StringComparer.Ordinal), Consumed(run).Order(StringComparer.Ordinal));
        Assert.Matches(@"consumed lines\[[012]\]@\d+, line 1: line number 1\n", run.Output);
        Assert.Contains("KILLED broker", run.Output, StringComparison.Ordinal);
        Assert.Contains("All 40 lines came back, each of them once", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_file_it_sends_the_README()
    {
        var run = await ProgramRun.OfAsync("QuickStart", "");
        Assert.True(run.ExitCode == 0, run.Errors);
        var readme = await File.ReadAllLinesAsync(Path.Combine(RepositoryFolder.Root, "README.md"));
        Assert.Equal(readme.Order(StringComparer.Ordinal), Consumed(run).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_a_matter_of_usage()
    {
        var run = await ProgramRun.OfAsync("QuickStart", "", Path.Combine(AppContext.BaseDirectory, "no such file"));
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("QuickStart [FILE | -]", run.Errors, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Consumed(ProgramRun run) => run.Output.ReplaceLineEndings("\n").Split('\n')
        .Where(line => line.StartsWith("consumed ", StringComparison.Ordinal))
        .Select(line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..]);
}
