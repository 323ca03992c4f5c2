using System.Text.Json;
using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.Package;

/// <summary>A new project outside the repository that has the packed library from its feed, and other packages from wherever the machine gets its own.</summary>
internal sealed class FreshProject : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PackedLibrary _library;

    public FreshProject(PackedLibrary library, string program, params (string Id, string Version)[] packages)
    {
        _library = library;
        var references = packages.Append((Id: "MiniKafka", library.Version)).Select(package => $"""<PackageReference Include="{package.Id}" Version="{package.Version}" />""");
        File.WriteAllText(_folder.File("Program.cs"), program);
        File.WriteAllText(_folder.File("Fresh.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <RestoreAdditionalProjectSources>{library.Feed}</RestoreAdditionalProjectSources>
              </PropertyGroup>
              <ItemGroup>
                {string.Join(Environment.NewLine, references)}
              </ItemGroup>
            </Project>
            """);
    }

    /// <summary>Restores and builds it; throws with what was printed when that fails.</summary>
    public Task BuildAsync() => DotnetCommand.BuildAsync("build", _folder.File("Fresh.csproj"), "-o", _folder.File("out"));

    /// <summary>Runs it to its end and returns what it printed.</summary>
    public Task<string> RunAsync() => DotnetCommand.ExecAsync(_folder.File(Path.Combine("out", "Fresh.dll")));

    public void Dispose()
    {
        ForgetTheLibrary();
        _folder.Dispose();
    }

    /// <summary>Restoring unpacked the library beside all other packages of this machine, where nothing would ever take it away.</summary>
    private void ForgetTheLibrary()
    {
        var assets = _folder.File(Path.Combine("obj", "project.assets.json"));
        if (!File.Exists(assets))
        {
            return;
        }

        using var restored = JsonDocument.Parse(File.ReadAllBytes(assets));
        foreach (var packages in restored.RootElement.GetProperty("packageFolders").EnumerateObject())
        {
            var unpacked = Path.Combine(packages.Name, "minikafka", _library.Version);
            if (Directory.Exists(unpacked))
            {
                Directory.Delete(unpacked, recursive: true);
            }
        }
    }
}
