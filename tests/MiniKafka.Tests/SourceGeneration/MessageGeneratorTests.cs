using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using MiniKafka.SourceGeneration;

namespace MiniKafka.Tests.SourceGeneration;

/// <summary>The generator refuses declarations that make no sense, each with its own rule.</summary>
public class MessageGeneratorTests
{
    private const string Usings = """
        using System.Collections.Generic;
        using MiniKafka.Protocol;
        using MiniKafka.Protocol.Declarations;
        using MiniKafka.Protocol.Persisted;
        namespace Sample;

        """;

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is "System.Runtime.dll" or "System.Private.CoreLib.dll" or "System.Collections.dll" or "MiniKafka.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    [Fact]
    public void A_sound_declaration_is_accepted()
    {
        Assert.Empty(Report("[Data(0, 3, FlexibleFrom = 2)] internal sealed partial class Sound { [Field(Since = 2, Tag = 0)] public string? Name { get; set; } }"));
    }

    [Theory]
    [InlineData("[Data(0, 1)] internal sealed class A { public int X { get; set; } }", "MK0001", "'A' must be a partial class")]
    [InlineData("[Data(0, 1)] internal sealed partial class A { internal sealed class B; public List<B> X { get; set; } = []; }", "MK0001", "'B'")]
    [InlineData("[Data(0, 1)] internal sealed partial class A { public decimal X { get; set; } }", "MK0002", "decimal")]
    [InlineData("[Data(0, 1)] internal sealed partial class A { public int? X { get; set; } }", "MK0002", "int?")]
    [InlineData("[Data(3, 1)] internal sealed partial class A;", "MK0003", "3 to 1")]
    [InlineData("[Data(0, 1)] internal sealed partial class A { [Field(Since = 2)] public int X { get; set; } }", "MK0003", "2 to 1")]
    [InlineData("[Data(0, 1)] internal sealed partial class A { [Field(Until = 5)] public int X { get; set; } }", "MK0003", "0 to 5")]
    [InlineData("[Data(0, 1)] internal sealed partial class A { [Field(Tag = 0)] public int X { get; set; } }", "MK0004", "have no tagged fields")]
    [InlineData("[Data(0, 1, FlexibleFrom = 0)] internal sealed partial class A { [Field(Tag = 0)] public int X { get; set; } [Field(Tag = 0)] public int Y { get; set; } }", "MK0004", "another field")]
    [InlineData("[Data(0, 1)] internal sealed partial class A { [Field(NullableSince = 1)] public string X { get; set; } = \"\"; }", "MK0005", "'X'")]
    [InlineData("[Request(ApiKey.Fetch, 0, 1)] internal sealed partial class A;", "MK0006", "FetchRequest")]
    [InlineData("[Request(ApiKey.Fetch, 0, 1)] internal sealed partial class FetchRequest;", "MK0007", "FetchResponse")]
    [InlineData("[Request(ApiKey.Fetch, 0, 1)] internal sealed partial class FetchRequest; [Response(ApiKey.Fetch, 0, 2)] internal sealed partial class FetchResponse;", "MK0007", "0 to 1")]
    [InlineData("[Persisted(RecordFamily.ClusterMetadata, 7, 0, 0)] internal sealed partial class A; [Persisted(RecordFamily.ClusterMetadata, 7, 0, 0)] internal sealed partial class B;", "MK0008", "type 7 of ClusterMetadata")]
    [InlineData("[Data(0, 1)] internal sealed partial class A { public int X { get; set; } = int.Parse(\"1\"); }", "MK0009", "int.Parse")]
    [InlineData("[Request(ApiKey.Fetch, 0, 1)] internal sealed partial class FetchRequest { public string X { get; set; } = \"\"; } [Response(ApiKey.Fetch, 0, 1)] internal sealed partial class FetchResponse { public MiniKafka.Model.ErrorCode E { get; set; } [Echo(\"Y\")] public string X { get; set; } = \"\"; }", "MK0010", "'Y'")]
    [InlineData("[Request(ApiKey.Fetch, 0, 1)] internal sealed partial class FetchRequest { public string X { get; set; } = \"\"; } [Response(ApiKey.Fetch, 0, 1)] internal sealed partial class FetchResponse { public MiniKafka.Model.ErrorCode E { get; set; } [Echo] public int X { get; set; } }", "MK0010", "'FetchResponse.X'")]
    [InlineData("[Request(ApiKey.Fetch, 0, 1)] internal sealed partial class FetchRequest; [Response(ApiKey.Fetch, 0, 1)] internal sealed partial class FetchResponse { public List<Item> Items { get; set; } = []; internal sealed partial class Item { public MiniKafka.Model.ErrorCode E { get; set; } } }", "MK0011", "'FetchResponse'")]
    public void A_declaration_that_makes_no_sense_is_refused(string declaration, string rule, string words)
    {
        var report = Report(declaration);

        var found = report[0];
        Assert.Equal(rule, found.Id);
        Assert.Contains(words, found.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_that_says_itself_how_it_is_refused_is_left_alone()
    {
        Assert.Empty(Report("""
            [Request(ApiKey.Fetch, 0, 1)] internal sealed partial class FetchRequest { public FetchResponse Refuse(short version, MiniKafka.Model.ErrorCode code, string? message = null) => new(); }
            [Response(ApiKey.Fetch, 0, 1)] internal sealed partial class FetchResponse;
            """));
    }

    [Fact]
    public void An_edit_elsewhere_generates_nothing_again()
    {
        var compilation = Compile("[Data(0, 1)] internal sealed partial class A { public int X { get; set; } }");
        var driver = CreateDriver().RunGenerators(compilation);

        driver = driver.RunGenerators(compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Elsewhere;")));

        var reasons = driver.GetRunResult().Results.Single().TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs);
        Assert.All(reasons, output => Assert.Equal(IncrementalStepRunReason.Cached, output.Reason));
    }

    private static IReadOnlyList<Diagnostic> Report(string declarations) =>
        CreateDriver().RunGenerators(Compile(declarations)).GetRunResult().Diagnostics;

    private static GeneratorDriver CreateDriver() => CSharpGeneratorDriver.Create(
        [new MessageGenerator().AsSourceGenerator()],
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Named as this assembly, which may see the declarations' attributes.</summary>
    private static CSharpCompilation Compile(string declarations) => CSharpCompilation.Create(
        "MiniKafka.Tests",
        [CSharpSyntaxTree.ParseText(Usings + declarations)],
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
}
