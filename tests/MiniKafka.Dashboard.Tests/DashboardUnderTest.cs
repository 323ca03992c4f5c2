using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MiniKafka.Dashboard.Tests;

/// <summary>A dashboard and its visitor, who has the page and its token.</summary>
internal sealed partial class DashboardUnderTest : IAsyncDisposable
{
    private readonly CookieContainer _cookies = new();

    private DashboardUnderTest(KafkaDashboard dashboard)
    {
        Dashboard = dashboard;
        Visitor = new HttpClient(new SocketsHttpHandler { CookieContainer = _cookies, UseProxy = false }) { BaseAddress = dashboard.Address };
    }

    public KafkaDashboard Dashboard { get; }

    public HttpClient Visitor { get; }

    /// <summary>The page's token.</summary>
    public string Token { get; private set; } = "";

    /// <summary>The origin of the dashboard's own page.</summary>
    public string Origin => Dashboard.Address.GetLeftPart(UriPartial.Authority);

    /// <summary>The cookies that the visitor was given.</summary>
    public string CookieHeader => _cookies.GetCookieHeader(Dashboard.Address);

    /// <summary>A visitor of the dashboard of a cluster in this process; disposed of before the cluster.</summary>
    public static async Task<DashboardUnderTest> OfAsync(KafkaCluster kafka, Action<DashboardOptions>? configure = null) =>
        await OfAsync(await kafka.StartDashboardAsync(configure: (Action<DashboardOptions>)InAHurry + configure));

    /// <summary>A visitor of a dashboard over whatever is found at an address.</summary>
    public static async Task<DashboardUnderTest> OfAsync(string bootstrapServers) => await OfAsync(await KafkaDashboard.StartAsync(bootstrapServers, configure: InAHurry));

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await Visitor.GetAsync("api/" + path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>What is shown once it is as expected; looked at again until then.</summary>
    public async Task<JsonElement> GetOnceAsync(string path, Func<JsonElement, bool> isExpected)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var watched = await WatchAsync(path, late.Token);
        while (true)
        {
            var seen = await watched.NextAsync(late.Token);
            if (seen.Kind == "data" && isExpected(seen.Content))
            {
                return seen.Content;
            }
        }
    }

    public async Task<LiveStream> WatchAsync(string path, CancellationToken cancellationToken = default) =>
        await LiveStream.OpenAsync(Visitor, path, cancellationToken);

    public async Task<JsonElement> PostAsync(string path, string body = "{}")
    {
        using var answer = await TryPostAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Asks for a change as the page does, unless told otherwise.</summary>
    public async Task<HttpResponseMessage> TryPostAsync(string path, string body = "{}", Action<HttpRequestMessage>? otherwise = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/" + path)
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Add("Origin", Origin);
        request.Headers.Add("X-MiniKafka-Token", Token);
        otherwise?.Invoke(request);
        return await Visitor.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Visitor.Dispose();
        await Dashboard.DisposeAsync();
    }

    private static async Task<DashboardUnderTest> OfAsync(KafkaDashboard dashboard)
    {
        var under = new DashboardUnderTest(dashboard);
        under.Token = TokenInPage().Match(await under.Visitor.GetStringAsync("")).Groups[1].Value;
        Assert.NotEmpty(under.Token);
        return under;
    }

    private static void InAHurry(DashboardOptions options) => options.LookEvery = TimeSpan.FromMilliseconds(50);

    [GeneratedRegex("<meta name=\"minikafka-token\" content=\"([0-9a-f]{64})\">")]
    private static partial Regex TokenInPage();
}
