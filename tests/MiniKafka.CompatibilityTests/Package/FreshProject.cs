using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.Package;

/// <summary>A new project outside the repository that has our packages from their feed, and other packages from wherever the machine gets its own.</summary>
internal sealed class FreshProject : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PackedFeed _feed;

    public FreshProject(PackedFeed feed, string program, params (string Id, string Version)[] packages)
    {
        _feed = feed;
        var references = packages.Select(package => $"""<PackageReference Include="{package.Id}" Version="{package.Version}" />""");
        Write("Program.cs", program);
        Write("Fresh.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <TrimmerSingleWarn>false</TrimmerSingleWarn>
                <RestoreAdditionalProjectSources>{feed.Folder}</RestoreAdditionalProjectSources>
              </PropertyGroup>
              <ItemGroup>
                {string.Join(Environment.NewLine, references)}
                <!-- Compiled ahead, all of them is looked at, whatever the program uses. -->
                <TrimmerRootAssembly Include="MiniKafka;MiniKafka.Hosting" />
              </ItemGroup>
            </Project>
            """);
    }

    public string PathOf(string file) => _folder.File(file);

    /// <summary>Puts a file beside the program.</summary>
    public void Write(string file, string text) => File.WriteAllText(PathOf(file), text);

    /// <summary>Restores and builds it; throws with what was printed when that fails.</summary>
    public Task BuildAsync() => DotnetCommand.BuildAsync("build", PathOf("Fresh.csproj"), "-o", PathOf("out"));

    /// <summary>Runs it to its end and returns what it printed.</summary>
    public Task<string> RunAsync() => DotnetCommand.ExecAsync(PathOf(Path.Combine("out", "Fresh.dll")));

    /// <summary>
    /// Publishes it as a program of this platform alone, which needs no runtime; throws with what was printed when that fails. It is not optimized, which would
    /// take as long again and find nothing more.
    /// </summary>
    public Task PublishNativeAsync() => DotnetCommand.BuildAsync(
        "publish", PathOf("Fresh.csproj"), "--use-current-runtime", "-p:PublishAot=true", "-p:Optimize=false", "-o", PathOf("native"));

    /// <summary>Runs what was published to its end and returns what it printed.</summary>
    public Task<string> RunNativeAsync(params string[] arguments) =>
        CommandLine.RunAsync(PathOf(Path.Combine("native", OperatingSystem.IsWindows() ? "Fresh.exe" : "Fresh")), arguments);

    public void Dispose()
    {
        UnpackedPackages.Forget(PathOf("obj"), _feed.Version);
        _folder.Dispose();
    }
}
