using System.IO.Compression;
using System.Xml.Linq;
using Checkout;
using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.Package;

/// <summary>The library of these tests, packed as it was built, alone in a feed of its own under a version that nobody else has.</summary>
internal sealed class PackedLibrary : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Feed => _folder.File("feed");

    public string Version { get; } = $"0.1.0-packed.{Guid.NewGuid():n}";

    public static async Task<PackedLibrary> PackAsync()
    {
        var library = new PackedLibrary();
        await DotnetCommand.BuildAsync(
            "msbuild", Path.Combine(RepositoryFolder.Root, "src", "MiniKafka", "MiniKafka.csproj"), "-t:Pack", "-p:NoBuild=true",
            $"-p:Configuration={DotnetCommand.Configuration}", $"-p:PackageVersion={library.Version}", $"-p:PackageOutputPath={library.Feed}");
        return library;
    }

    /// <summary>What it asks for: each package with its range of versions.</summary>
    public IReadOnlyList<(string Id, string Version)> Dependencies()
    {
        using var package = Open();
        using var nuspec = package.Entries.Single(entry => entry.FullName == "MiniKafka.nuspec").Open();
        return [.. XDocument.Load(nuspec).Descendants().Where(element => element.Name.LocalName == "dependency")
            .Select(element => (element.Attribute("id")!.Value, element.Attribute("version")!.Value))];
    }

    /// <summary>The files that it brings, without those that only describe the package.</summary>
    public IReadOnlyList<string> Files()
    {
        using var package = Open();
        return [.. package.Entries.Select(entry => entry.FullName).Where(IsBrought).Order(StringComparer.Ordinal)];

        static bool IsBrought(string file) => !file.StartsWith("_rels/", StringComparison.Ordinal) && !file.StartsWith("package/", StringComparison.Ordinal)
            && file is not ("[Content_Types].xml" or "MiniKafka.nuspec");
    }

    public void Dispose() => _folder.Dispose();

    private ZipArchive Open() => ZipFile.OpenRead(Path.Combine(Feed, $"MiniKafka.{Version}.nupkg"));
}
