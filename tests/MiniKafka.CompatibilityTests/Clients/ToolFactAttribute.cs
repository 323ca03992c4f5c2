namespace MiniKafka.CompatibilityTests.Clients;

/// <summary>
/// A test that needs programs from outside but no broker. It is skipped, naming the missing package, where one is not
/// installed; but not under CI=true, where using the program fails the test instead.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(params string[] tools) => Skip = MissingTools.Reason(tools);
}

/// <summary>As <see cref="ToolFactAttribute"/>, for a test with several inputs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolTheoryAttribute : TheoryAttribute
{
    public ToolTheoryAttribute(params string[] tools) => Skip = MissingTools.Reason(tools);
}

internal static class MissingTools
{
    public static string? Reason(string[] tools)
        => Environment.GetEnvironmentVariable("CI") == "true"
            ? null
            : tools.Select(ExternalClient.Named).FirstOrDefault(tool => !tool.IsHere)?.Missing;
}
