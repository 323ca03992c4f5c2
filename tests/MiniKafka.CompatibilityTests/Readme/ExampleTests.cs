using System.Reflection;
using System.Text.RegularExpressions;
using Checkout;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.Readme;

/// <summary>The README's examples, compiled and run as they stand there.</summary>
public sealed partial class ExampleTests
{
    /// <summary>What every new console project has.</summary>
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly string[] Examples =
        [.. CodeBlocks().Matches(File.ReadAllText(Path.Combine(RepositoryFolder.Root, "README.md")).ReplaceLineEndings("\n")).Select(block => block.Groups["code"].Value)];

    [Fact]
    public async Task The_first_example_is_short_and_prints_what_its_last_line_says()
    {
        Assert.InRange(Examples[0].Split('\n').Count(line => line.Trim().Length > 0), 1, 15);
        Assert.Equal("two coffees" + Environment.NewLine, await RunAsync(Examples[0]));
    }

    [Fact]
    public async Task The_example_of_failures_runs_to_its_end()
    {
        Assert.Equal(2, Examples.Length);
        Assert.Equal("", await RunAsync("using MiniKafka;\n" + Examples[1]));
    }

    private static async Task<string> RunAsync(string example)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "Example",
            [CSharpSyntaxTree.ParseText(Usings), CSharpSyntaxTree.ParseText(example)],
            references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var compiled = compilation.Emit(image);
        Assert.True(compiled.Success, string.Join(Environment.NewLine, compiled.Diagnostics));

        var console = Console.Out;
        using var printed = new StringWriter();
        Console.SetOut(printed);
        try
        {
            var main = Assembly.Load(image.ToArray()).EntryPoint!;
            await Task.Run(() => main.Invoke(null, [Array.Empty<string>()]));
        }
        finally
        {
            Console.SetOut(console);
        }

        return printed.ToString();
    }

    [GeneratedRegex("^```csharp\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlocks();
}
