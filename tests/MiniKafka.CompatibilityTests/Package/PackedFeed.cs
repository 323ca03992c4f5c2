using System.IO.Compression;
using System.Xml.Linq;
using Checkout;
using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.Package;

/// <summary>The tests of what is released: they have one feed.</summary>
[CollectionDefinition(nameof(PackedFeed))]
public sealed class PackedFeedCollection : ICollectionFixture<PackedFeed>;

/// <summary>
/// Everything that is released, packed once as it is for release, alone in a feed of its own under a version that nobody else has. The analyzers have looked at
/// the same sources where these tests were built; whether it can be compiled ahead says the native compiler itself.
/// </summary>
public sealed class PackedFeed : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public string Folder => _folder.File("feed");

    public string Version { get; } = $"0.2.0-packed.{Guid.NewGuid():n}";

    public Task InitializeAsync() => DotnetCommand.BuildAsync(
        "pack", Path.Combine(RepositoryFolder.Root, "src", "Packages.slnf"), "-c", "Release", "--artifacts-path", Path.Combine(RepositoryFolder.Root, "artifacts", "packed"),
        "-o", Folder, $"-p:PackageVersion={Version}", "-p:RunAnalyzers=false");

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>A package with what is in it.</summary>
    public ZipArchive Open(string id) => ZipFile.OpenRead(Path.Combine(Folder, $"{id}.{Version}.nupkg"));

    /// <summary>The symbols of a package.</summary>
    public ZipArchive OpenSymbols(string id) => ZipFile.OpenRead(Path.Combine(Folder, $"{id}.{Version}.snupkg"));

    /// <summary>What a package says of itself.</summary>
    public XElement Metadata(string id)
    {
        using var package = Open(id);
        using var nuspec = package.Entries.Single(entry => entry.FullName == $"{id}.nuspec").Open();
        return XDocument.Load(nuspec).Root!.Elements().Single();
    }

    /// <summary>The files that a package brings, without those that only describe it.</summary>
    public IReadOnlyList<string> Files(string id)
    {
        using var package = Open(id);
        return [.. package.Entries.Select(entry => entry.FullName).Where(IsBrought).Order(StringComparer.Ordinal)];

        static bool IsBrought(string file) => !file.StartsWith("_rels/", StringComparison.Ordinal) && !file.StartsWith("package/", StringComparison.Ordinal)
            && file != "[Content_Types].xml" && !file.EndsWith(".nuspec", StringComparison.Ordinal);
    }

    public static byte[] Bytes(ZipArchive package, string file)
    {
        using var content = package.GetEntry(file)!.Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }
}
