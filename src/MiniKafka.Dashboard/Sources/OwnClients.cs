using MiniKafka.Client;

namespace MiniKafka.Dashboard.Sources;

/// <summary>
/// How the dashboard's own clients are configured. A broker that does not answer, because somebody paused it perhaps, is given up soon: others know as much.
/// </summary>
internal static class OwnClients
{
    public const string Name = "minikafka-dashboard";

    private const int AnswerWithinMs = 2_000;
    private const int GiveUpAfterMs = 6_000;

    /// <param name="bootstrapServers">The brokers to begin with; null in process.</param>
    public static AdminConfig Admin(string? bootstrapServers) => new()
    {
        BootstrapServers = bootstrapServers,
        ClientId = Name,
        RequestTimeoutMs = AnswerWithinMs,
        SocketConnectionSetupTimeoutMs = AnswerWithinMs,
        DefaultApiTimeoutMs = GiveUpAfterMs,
    };
}
