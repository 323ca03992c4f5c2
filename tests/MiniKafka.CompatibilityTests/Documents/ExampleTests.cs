using MiniKafka.Configuration;

namespace MiniKafka.CompatibilityTests.Documents;

/// <summary>The examples of README.md, its neighbours and docs/ compile, print what the pages say, and name no key that is not there.</summary>
[Collection(ConsoleOutput)]
public sealed class ExampleTests
{
    /// <summary>Examples print to the console, which all tests of the process share.</summary>
    public const string ConsoleOutput = "Console";

    private const string Explanations = "docs/README.md";
    private const string Prints = "prints";

    private static IEnumerable<CodeBlock> Blocks(string language) => Page.All.SelectMany(page => page.Blocks).Where(block => block.Language == language);

    [Fact]
    public void Every_example_compiles()
    {
        var given = Page.At(Explanations).GivenNames();
        var problems = new List<string>();
        foreach (var block in Blocks("csharp"))
        {
            try
            {
                _ = block.Given is { } names ? Example.Compile(block.Code, names.Select(name => KeyValuePair.Create(name, given[name]))) : Example.Compile(block.Code);
            }
            catch (Exception problem) when (problem is InvalidOperationException or KeyNotFoundException)
            {
                problems.Add($"{block}: {problem.Message}");
            }
        }

        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }

    [Fact]
    public async Task Every_example_whose_output_is_shown_prints_it()
    {
        var problems = new List<string>();
        foreach (var page in Page.All)
        {
            foreach (var (program, output) in page.Blocks.Zip(page.Blocks.Skip(1)).Where(pair => pair.Second is { Language: "text", Before: Prints }))
            {
                var printed = (await Example.RunAsync(program.Code)).ReplaceLineEndings("\n");
                if (printed != output.Code)
                {
                    problems.Add($"{program} prints:\n{printed}");
                }
            }
        }

        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }

    [Fact]
    public void Every_properties_file_in_the_documents_has_keys_and_values_that_a_broker_takes()
    {
        foreach (var block in Blocks("properties"))
        {
            var file = Path.GetTempFileName();
            File.WriteAllText(file, block.Code);
            Assert.True(Record.Exception(() => PropertiesFile.Load(file, ConfigTables.Broker)) is null, $"{block} is no properties file of a broker.");
            File.Delete(file);
        }
    }
}
