using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace MiniKafka.Dashboard.Tests.Api;

/// <summary>A dashboard among the addresses of an application.</summary>
public sealed class MappedTests
{
    [Theory]
    [InlineData("/minikafka")]
    [InlineData("tools/kafka/")]
    public async Task An_application_serves_the_dashboard_where_it_wants_it(string pattern)
    {
        await using var kafka = await KafkaCluster.StartAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapGet("/", () => "the application's own");
        app.MapMiniKafkaDashboard(kafka, pattern);
        await app.StartAsync();
        using var visitor = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var root = $"/{pattern.Trim('/')}";

        Assert.Equal("the application's own", await visitor.GetStringAsync("/"));
        foreach (var address in new[] { root, root + "/" })
        {
            Assert.Contains($"<base href=\"{root}/\">", await visitor.GetStringAsync(address), StringComparison.Ordinal);
        }

        Assert.Contains("\"inProcess\":true", await visitor.GetStringAsync($"{root}/api/about"), StringComparison.Ordinal);
        using var watched = await visitor.GetAsync($"{root}/api/live?path=cluster", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", watched.Content.Headers.ContentType?.MediaType);

        // The stream does not keep the application from ending.
        await app.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);
    }
}
