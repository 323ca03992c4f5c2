using System.Reflection;
using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.Package;

/// <summary>The SDK's command line. It leaves no servers behind that would hold on to its output.</summary>
internal static class DotnetCommand
{
    private static readonly string[] WithoutServers = ["-nodeReuse:false", "-p:UseSharedCompilation=false"];

    /// <summary>Debug or Release, as these tests were built.</summary>
    public static string Configuration { get; } = typeof(DotnetCommand).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>Runs a command that builds, and returns what it printed; throws with that when it fails.</summary>
    public static Task<string> BuildAsync(params string[] arguments) => CommandLine.RunAsync("dotnet", [.. arguments, .. WithoutServers]);

    public static Task<string> ExecAsync(string assembly) => CommandLine.RunAsync("dotnet", "exec", assembly);
}
