using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MiniKafka.Dashboard.Tests;

/// <summary>A dashboard and its visitor, who has the page and its token.</summary>
internal sealed partial class DashboardUnderTest : IAsyncDisposable
{
    private readonly IAsyncDisposable _owned;

    private DashboardUnderTest(KafkaDashboard dashboard, HttpClient visitor, IAsyncDisposable owned) =>
        (Dashboard, Visitor, _owned) = (dashboard, visitor, owned);

    public KafkaDashboard Dashboard { get; }

    public HttpClient Visitor { get; }

    public static async Task<DashboardUnderTest> OfAsync(KafkaCluster kafka, Action<DashboardOptions>? configure = null) =>
        await OfAsync(await kafka.StartDashboardAsync(configure: configure), kafka);

    /// <summary>The page's token.</summary>
    public string Token { get; private set; } = "";

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await Visitor.GetAsync("api/" + path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public async Task<HttpResponseMessage> TryPostAsync(string path, string body = "{}")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/" + path) { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        request.Headers.Add("Origin", Dashboard.Address.GetLeftPart(UriPartial.Authority));
        request.Headers.Add("X-MiniKafka-Token", Token);
        return await Visitor.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Visitor.Dispose();
        await Dashboard.DisposeAsync();
        await _owned.DisposeAsync();
    }

    private static async Task<DashboardUnderTest> OfAsync(KafkaDashboard dashboard, IAsyncDisposable owned)
    {
        var under = new DashboardUnderTest(dashboard, new HttpClient { BaseAddress = dashboard.Address }, owned);
        under.Token = TokenInPage().Match(await under.Visitor.GetStringAsync("")).Groups[1].Value;
        return under;
    }

    [GeneratedRegex("<meta name=\"minikafka-token\" content=\"([0-9a-f]{64})\">")]
    private static partial Regex TokenInPage();
}
