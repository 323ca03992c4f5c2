using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using MiniKafka.Dashboard.Serving;
using MiniKafka.Dashboard.Sources;
using MiniKafka.Dashboard.Sources.ByAddress;

namespace MiniKafka.Dashboard;

/// <summary>A dashboard that serves its pages itself. Disposing it ends what its visitors watch; the cluster goes on.</summary>
public sealed class KafkaDashboard : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly DashboardSite _site;

    private KafkaDashboard(WebApplication server, DashboardSite site, Uri address) => (_server, _site, Address) = (server, site, address);

    /// <summary>Where a browser of this machine finds it.</summary>
    public Uri Address { get; }

    /// <summary>Starts a dashboard over any Kafka cluster: what Kafka's own protocol tells is shown, brokers cannot be killed or paused.</summary>
    /// <param name="bootstrapServers">The brokers to begin with, as host:port, separated by commas.</param>
    /// <param name="port">The port to listen on; 0 takes a free one.</param>
    /// <param name="configure">Changes how it is served.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="IOException">The address is in use.</exception>
    public static Task<KafkaDashboard> StartAsync(
        string bootstrapServers, int port = 0, Action<DashboardOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(bootstrapServers);
        return StartAsync(() => new AddressSource(bootstrapServers), port, configure, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // First those who watch, whom the server would wait for.
        await _site.DisposeAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>What it serves, for tests.</summary>
    internal DashboardSite Site => _site;

    internal static async Task<KafkaDashboard> StartAsync(
        Func<IClusterSource> sourceOf, int port, Action<DashboardOptions>? configure, CancellationToken cancellationToken)
    {
        var options = new DashboardOptions { Port = port };
        configure?.Invoke(options);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Listen(options.Address, options.Port);
        });
        var server = builder.Build();
        var site = new DashboardSite(sourceOf(), options);
        try
        {
            server.Run(context => site.AnswerAsync(context, context.Request.Path.Value ?? "", root: ""));
            await server.StartAsync(cancellationToken).ConfigureAwait(false);
            return new KafkaDashboard(server, site, AddressOf(server));
        }
        catch
        {
            await site.DisposeAsync().ConfigureAwait(false);
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static Uri AddressOf(WebApplication server)
    {
        var bound = new Uri(server.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        var isEverywhere = IPAddress.TryParse(bound.Host, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));
        return isEverywhere ? new UriBuilder(bound) { Host = "localhost" }.Uri : bound;
    }
}
