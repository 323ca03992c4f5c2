namespace MiniKafka.CompatibilityTests.Clients;

/// <summary>kcat against one cluster.</summary>
internal sealed class KcatCommand(string bootstrapServers)
{
    public Task<string> RunAsync(params string[] arguments) => CommandLine.RunAsync(ExternalClient.Kcat.Program, WithBrokers(arguments));

    public Task RunAsync(Stream output, params string[] arguments) => CommandLine.RunAsync(ExternalClient.Kcat.Program, WithBrokers(arguments), output);

    private string[] WithBrokers(string[] arguments) => ["-b", bootstrapServers, .. arguments];
}
