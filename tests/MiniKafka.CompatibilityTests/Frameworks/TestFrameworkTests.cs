using Checkout;
using MiniKafka.CompatibilityTests.Clients;
using MiniKafka.CompatibilityTests.Package;

namespace MiniKafka.CompatibilityTests.Frameworks;

/// <summary>The samples for test frameworks that the solution's own test run leaves out, since they are programs that run themselves.</summary>
public sealed class TestFrameworkTests
{
    [Fact]
    public async Task The_tests_of_the_sample_for_tunit_pass()
    {
        var printed = await CommandLine.RunAsync(
            "dotnet", "run", "--no-build", "--configuration", DotnetCommand.Configuration, "--project", Path.Combine(RepositoryFolder.Root, "samples", "TestFrameworks", "TUnit"));

        Assert.Contains("succeeded: 2", printed, StringComparison.Ordinal);
    }
}
