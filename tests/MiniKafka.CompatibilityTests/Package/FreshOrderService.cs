using System.Xml.Linq;
using Checkout;
using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.Package;

/// <summary>
/// The sample of a service and its tests as somebody has it who never saw this repository: in a folder elsewhere, with the package from its feed
/// instead of the project, and with the newest of everything around it.
/// </summary>
internal sealed class FreshOrderService : IDisposable
{
    private const string OurProject = "../../../src/MiniKafka/MiniKafka.csproj";

    private static readonly string Sample = Path.Combine(RepositoryFolder.Root, "samples", "IntegrationTesting");

    private readonly TemporaryFolder _folder = new();
    private readonly PackedFeed _feed;

    /// <param name="feed">Where the package is.</param>
    /// <param name="newest">Packages around it, which are taken in other versions than the repository's.</param>
    public FreshOrderService(PackedFeed feed, params (string Id, string Version)[] newest)
    {
        _feed = feed;
        foreach (var file in Directory.EnumerateFiles(Sample, "*", SearchOption.AllDirectories).Where(IsSource))
        {
            var copy = _folder.File(Path.GetRelativePath(Sample, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        File.WriteAllText(_folder.File("Directory.Build.props"), $"""
            <Project>
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <RestoreAdditionalProjectSources>{feed.Folder}</RestoreAdditionalProjectSources>
              </PropertyGroup>
            </Project>
            """);
        WriteVersions(newest);
        var project = File.ReadAllText(TestProject);
        Assert.Contains(OurProject, project, StringComparison.Ordinal);
        File.WriteAllText(TestProject, project
            .Replace($"""<ProjectReference Include="{OurProject}" />""", """<PackageReference Include="MiniKafka" />""", StringComparison.Ordinal)
            .Replace("</Project>", $"<ItemGroup>{References(newest)}</ItemGroup></Project>", StringComparison.Ordinal));
    }

    private string TestProject => _folder.File(Path.Combine("OrderService.Tests", "OrderService.Tests.csproj"));

    /// <summary>Restores, builds and tests it, and returns what was printed; throws with that when something fails.</summary>
    public Task<string> TestAsync() => DotnetCommand.BuildAsync("test", TestProject);

    public void Dispose()
    {
        UnpackedPackages.Forget(_folder.File(Path.Combine("OrderService.Tests", "obj")), _feed.Version);
        _folder.Dispose();
    }

    /// <summary>The repository's versions, but for the packages that are newest.</summary>
    private void WriteVersions((string Id, string Version)[] newest)
    {
        var versions = XDocument.Load(Path.Combine(RepositoryFolder.Root, "Directory.Packages.props"));
        var list = versions.Descendants("PackageVersion").First().Parent!;
        foreach (var (id, version) in newest.Append(("MiniKafka", _feed.Version)))
        {
            list.Elements().Where(element => element.Attribute("Include")!.Value == id).Remove();
            list.Add(new XElement("PackageVersion", new XAttribute("Include", id), new XAttribute("Version", version)));
        }

        versions.Save(_folder.File("Directory.Packages.props"));
    }

    private static string References((string Id, string Version)[] packages) =>
        string.Concat(packages.Select(package => $"""<PackageReference Include="{package.Id}" />"""));

    private static bool IsSource(string file) => !Path.GetRelativePath(Sample, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "packages.lock.json");
}
