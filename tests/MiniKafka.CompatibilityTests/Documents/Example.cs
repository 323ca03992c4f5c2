using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MiniKafka.CompatibilityTests.Documents;

/// <summary>An example in C#, compiled against the library, its packages, Confluent.Kafka and xunit.</summary>
internal static class Example
{
    /// <summary>What every new console project has.</summary>
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Concat(WebFramework())
            .DistinctBy(Path.GetFileName).Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>ASP.NET Core, which the tests run without: it lies beside the runtime.</summary>
    private static IEnumerable<string> WebFramework()
    {
        var runtime = new DirectoryInfo(Path.GetDirectoryName(typeof(object).Assembly.Location)!);
        return Directory.EnumerateFiles(Path.Combine(runtime.Parent!.Parent!.FullName, "Microsoft.AspNetCore.App", runtime.Name), "*.dll");
    }

    /// <summary>Compiles a whole program or file.</summary>
    /// <exception cref="InvalidOperationException">It has errors; the message tells them.</exception>
    public static byte[] Compile(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(code);
        var isProgram = tree.GetCompilationUnitRoot().Members.Any(member => member is GlobalStatementSyntax);
        var compilation = CSharpCompilation.Create(
            "Example",
            [CSharpSyntaxTree.ParseText(Usings), tree],
            References,
            new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var compiled = compilation.Emit(image);
        return compiled.Success
            ? image.ToArray()
            : throw new InvalidOperationException(string.Join(Environment.NewLine, compiled.Diagnostics.Where(told => told.Severity == DiagnosticSeverity.Error)));
    }

    /// <summary>Compiles a part of a program, in a method that is given what it needs.</summary>
    /// <param name="code">The part; usings at its beginning stay outside.</param>
    /// <param name="given">The names that it needs, each with its type.</param>
    public static byte[] Compile(string code, IEnumerable<KeyValuePair<string, string>> given)
    {
        var lines = code.Split('\n');
        var usings = lines.Where(line => line.StartsWith("using ", StringComparison.Ordinal) && line.EndsWith(';') && !line.Contains('=') && !line.Contains('('));
        return Compile($$"""
            {{string.Join('\n', usings)}}
            static class Surroundings
            {
                static async Task ExampleAsync({{string.Join(", ", given.Select(name => $"{name.Value} {name.Key}"))}})
                {
                    {{string.Join('\n', lines.Except(usings))}}
                }
            }
            """);
    }

    /// <summary>Runs a whole program and returns what it prints.</summary>
    public static async Task<string> RunAsync(string code)
    {
        var main = Assembly.Load(Compile(code)).EntryPoint!;
        var console = Console.Out;
        using var printed = new StringWriter();
        Console.SetOut(printed);
        try
        {
            await Task.Run(() => main.Invoke(null, [Array.Empty<string>()]));
        }
        finally
        {
            Console.SetOut(console);
        }

        return printed.ToString();
    }
}
