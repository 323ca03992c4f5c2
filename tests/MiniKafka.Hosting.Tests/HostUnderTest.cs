using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MiniKafka.Hosting.Tests;

/// <summary>A host with a cluster and with whatever else a test gives it. It logs where the test can read it.</summary>
internal sealed class HostUnderTest : IAsyncDisposable
{
    private readonly IHost _host;

    private HostUnderTest(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public IConfiguration Configuration => Services.GetRequiredService<IConfiguration>();

    public KafkaCluster Kafka => Services.GetRequiredService<KafkaCluster>();

    /// <summary>The configuration is a text in JSON, which may say the content root too.</summary>
    public static HostUnderTest Build(string configuration = "{}", params Action<IServiceCollection>[] configure)
    {
        var root = new ConfigurationBuilder().AddJsonStream(Stream(configuration)).Build()[HostDefaults.ContentRootKey];
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = root });
        builder.Configuration.AddJsonStream(Stream(configuration));
        foreach (var change in configure)
        {
            change(builder.Services);
        }

        builder.Services.AddMiniKafka();
        return new HostUnderTest(builder.Build());
    }

    public static async Task<HostUnderTest> StartAsync(string configuration = "{}", params Action<IServiceCollection>[] configure)
    {
        var host = Build(configuration, configure);
        await host.StartAsync();
        return host;
    }

    public Task StartAsync() => _host.StartAsync();

    public Task StopAsync() => _host.StopAsync();

    public async Task<HealthReportEntry> CheckHealthAsync() =>
        (await Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries[MiniKafkaServices.HealthCheckName];

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    public ValueTask DisposeAsync() => ((IAsyncDisposable)_host).DisposeAsync();
}

/// <summary>The lines that a host logged.</summary>
internal sealed class LoggedLines : ILoggerProvider
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, Lines);

    public void Dispose()
    {
    }

    private sealed class Logger(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{category}: {formatter(state, exception)}");
    }
}
