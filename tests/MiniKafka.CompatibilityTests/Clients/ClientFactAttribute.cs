namespace MiniKafka.CompatibilityTests.Clients;

/// <summary>
/// A test that needs real clients. It is skipped, naming the missing package, where one is not installed; but not under
/// CI=true, where using the client fails the test instead.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClientFactAttribute : FactAttribute
{
    public ClientFactAttribute(params string[] clients) => Skip = MissingClients.Reason(clients);
}

/// <summary>As <see cref="ClientFactAttribute"/>, for a test with several inputs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ClientTheoryAttribute : TheoryAttribute
{
    public ClientTheoryAttribute(params string[] clients) => Skip = MissingClients.Reason(clients);
}

internal static class MissingClients
{
    public static string? Reason(string[] clients)
        => Environment.GetEnvironmentVariable("CI") == "true"
            ? null
            : clients.Select(ExternalClient.Named).FirstOrDefault(client => !client.IsHere)?.Missing;
}
