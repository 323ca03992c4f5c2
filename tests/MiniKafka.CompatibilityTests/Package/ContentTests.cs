using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Text;
using System.Xml.Linq;
using Checkout;

namespace MiniKafka.CompatibilityTests.Package;

/// <summary>What is in the packages, and what they say of themselves.</summary>
[Collection(nameof(PackedFeed))]
public sealed class ContentTests(PackedFeed feed)
{
    private const string Repository = "https://github.com/minikafka/minikafka";

    /// <summary>The kinds of information about a document and about a module that symbols may hold.</summary>
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE"), SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    private static readonly string[] OfEveryPackage = ["LICENSE", "README.md", "THIRD-PARTY-NOTICES.md", "icon.png"];

    public static TheoryData<string> Libraries => ["MiniKafka", "MiniKafka.Dashboard", "MiniKafka.Hosting"];

    public static TheoryData<string> Packages => ["MiniKafka", "MiniKafka.Dashboard", "MiniKafka.Hosting", "MiniKafka.Server"];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_brings_itself_and_its_documentation_alone(string id) =>
        Assert.Equal([.. OfEveryPackage, $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml"], feed.Files(id));

    [Fact]
    public void The_tool_brings_whatever_it_needs_to_run()
    {
        var files = feed.Files("MiniKafka.Server");
        Assert.Superset(OfEveryPackage.ToHashSet(), files.ToHashSet());
        Assert.All(
            ["MiniKafka.Server.dll", "MiniKafka.dll", "MiniKafka.Dashboard.dll", "K4os.Compression.LZ4.dll", "Snappier.dll", "ZstdSharp.dll"],
            file => Assert.Contains($"tools/net10.0/any/{file}", files));
    }

    [Theory]
    [InlineData("MiniKafka", "K4os.Compression.LZ4", "Microsoft.Extensions.Logging.Abstractions", "Snappier", "ZstdSharp.Port")]
    [InlineData("MiniKafka.Dashboard", "MiniKafka")]
    [InlineData("MiniKafka.Hosting", "MiniKafka", "Microsoft.Extensions.Diagnostics.HealthChecks", "Microsoft.Extensions.Hosting.Abstractions")]
    [InlineData("MiniKafka.Server")]
    public void A_package_asks_for_the_least_versions_of_the_few_packages_it_needs(string id, params string[] needed)
    {
        var dependencies = Elements(id, "dependency").ToDictionary(dependency => dependency.Attribute("id")!.Value, dependency => dependency.Attribute("version")!.Value);

        Assert.Equal(needed.Order(StringComparer.Ordinal), dependencies.Keys.Order(StringComparer.Ordinal));
        Assert.All(dependencies, dependency => Assert.Matches(dependency.Key.StartsWith("MiniKafka", StringComparison.Ordinal) ? feed.Version : @"^\d+(\.\d+)+$", dependency.Value));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_says_who_made_it_where_it_is_from_and_under_which_licence(string id)
    {
        Assert.Equal("Apache-2.0", Said("license"));
        Assert.Equal("README.md", Said("readme"));
        Assert.Equal("icon.png", Said("icon"));
        Assert.Equal(Repository, Said("projectUrl"));
        Assert.NotEmpty(Said("authors") + Said("description"));
        var repository = Assert.Single(Elements(id, "repository"));
        Assert.Equal(("git", Repository), (repository.Attribute("type")?.Value, repository.Attribute("url")?.Value));

        string Said(string name) => Assert.Single(Elements(id, name)).Value;
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void The_page_of_a_package_has_no_links_that_lead_nowhere(string id)
    {
        using var package = feed.Open(id);
        Assert.DoesNotMatch(@"\]\((?!https://|#)", Encoding.UTF8.GetString(PackedFeed.Bytes(package, "README.md")));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_documents_just_what_its_users_can_reach(string id)
    {
        using var package = feed.Open(id);
        var reachable = DocumentedMembers.ReachableIn(id, PackedFeed.Bytes(package, $"lib/net10.0/{id}.dll"));
        var shipped = DocumentedMembers.Of(new MemoryStream(PackedFeed.Bytes(package, $"lib/net10.0/{id}.xml")));
        using var written = File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{id}.xml"));

        Assert.Equal(DocumentedMembers.Of(written).Where(reachable.Contains).Order(StringComparer.Ordinal), shipped.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Symbols_name_no_folder_of_the_machine_and_lead_to_every_source(string id)
    {
        using var package = feed.OpenSymbols(id);
        using var provider = MetadataReaderProvider.FromPortablePdbImage([.. PackedFeed.Bytes(package, $"lib/net10.0/{id}.pdb")]);
        var symbols = provider.GetMetadataReader();

        Assert.All(symbols.Documents, document => Assert.StartsWith("/_/", symbols.GetString(symbols.GetDocument(document).Name), StringComparison.Ordinal));
        Assert.All(
            symbols.Documents.Where(document => symbols.GetString(symbols.GetDocument(document).Name) is var name && (name.Contains("/obj/", StringComparison.Ordinal) || name.EndsWith(".g.cs", StringComparison.Ordinal))),
            document => Assert.NotEmpty(Information(symbols, document, EmbeddedSource)));
        if (Path.Exists(Path.Combine(RepositoryFolder.Root, ".git")))
        {
            var map = Encoding.UTF8.GetString([.. Assert.Single(Information(symbols, EntityHandle.ModuleDefinition, SourceLink))]);
            Assert.Contains("\"/_/*\":\"https://raw.githubusercontent.com/minikafka/minikafka/", map, StringComparison.Ordinal);
        }
    }

    private IEnumerable<XElement> Elements(string id, string name) => feed.Metadata(id).Descendants().Where(element => element.Name.LocalName == name);

    private static IEnumerable<ImmutableArray<byte>> Information(MetadataReader symbols, EntityHandle about, Guid kind) => symbols.GetCustomDebugInformation(about)
        .Select(symbols.GetCustomDebugInformation)
        .Where(information => symbols.GetGuid(information.Kind) == kind)
        .Select(information => symbols.GetBlobContent(information.Value));
}
