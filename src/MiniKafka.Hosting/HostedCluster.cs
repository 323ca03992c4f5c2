using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MiniKafka.Hosting;

/// <summary>The cluster of a host: it runs from before the first of the application's services starts until after the last has stopped.</summary>
internal sealed partial class HostedCluster(
    IConfiguration configuration, IHostEnvironment environment, ILoggerFactory loggers, IEnumerable<ClusterChange> changes) : IHostedLifecycleService, IAsyncDisposable
{
    /// <summary>Where programs look for the address: .NET's own place for addresses of servers, and a name of Kafka's own.</summary>
    private static readonly string[] AddressKeys = ["ConnectionStrings:kafka", "Kafka:BootstrapServers"];

    private KafkaCluster? _cluster;
    private bool _isEnding;

    /// <summary>The cluster while it runs; null before and after.</summary>
    public KafkaCluster? Cluster => _isEnding ? null : _cluster;

    /// <exception cref="InvalidOperationException">It does not run.</exception>
    public KafkaCluster Running => Cluster
        ?? throw new InvalidOperationException("The cluster starts and stops with the host, and does not run now: ask for it where a hosted service starts, or later.");

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        _cluster = await KafkaCluster.StartAsync(Configure, cancellationToken).ConfigureAwait(false);
        foreach (var key in AddressKeys)
        {
            configuration[key] = _cluster.BootstrapServers;
        }

        Ready(loggers.CreateLogger<HostedCluster>(), _cluster.BootstrapServers);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask().WaitAsync(cancellationToken);

    /// <summary>A host whose start failed is disposed of without having been stopped.</summary>
    public ValueTask DisposeAsync()
    {
        _isEnding = true;
        return _cluster?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private void Configure(KafkaClusterOptions options)
    {
        options.LoggerFactory = loggers;
        new ClusterSection(configuration.GetSection(ClusterSection.Name), environment.ContentRootPath).ApplyTo(options);
        foreach (var change in changes)
        {
            change.Configure(options);
        }

        if (!options.IsListening)
        {
            options.Listen();
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Kafka serves at {BootstrapServers}.")]
    private static partial void Ready(ILogger logger, string bootstrapServers);
}
