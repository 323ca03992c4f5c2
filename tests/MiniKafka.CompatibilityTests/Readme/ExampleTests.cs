using MiniKafka.CompatibilityTests.Documents;

namespace MiniKafka.CompatibilityTests.Readme;

/// <summary>The README's examples, run as they stand there.</summary>
[Collection(Documents.ExampleTests.ConsoleOutput)]
public sealed class ExampleTests
{
    private static readonly string[] Examples = [.. Page.At("README.md").Blocks.Where(block => block.Language == "csharp").Select(block => block.Code)];

    [Fact]
    public async Task The_first_example_is_short_and_prints_what_its_last_line_says()
    {
        Assert.InRange(Examples[0].Split('\n').Count(line => line.Trim().Length > 0), 1, 15);
        Assert.Equal("two coffees" + Environment.NewLine, await Example.RunAsync(Examples[0]));
    }

    [Fact]
    public async Task The_example_of_failures_runs_to_its_end()
    {
        Assert.Equal(2, Examples.Length);
        Assert.Equal("", await Example.RunAsync(Examples[1]));
    }
}
