using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace MiniKafka.Dashboard.Tests.Security;

/// <summary>Whoever is not the dashboard's own page changes nothing, and a page of somebody else reads nothing either.</summary>
public sealed class RequestTests(ServedCluster served) : IClassFixture<ServedCluster>
{
    private const string NewTopic = """{"name":"forged"}""";

    private DashboardUnderTest Dashboard => served.Dashboard;

    [Theory]
    [InlineData("evil.example")]
    [InlineData("localhost.evil.example")]
    [InlineData("192.0.2.1")]
    [InlineData("127.0.0.1.evil.example")]
    public async Task A_name_that_was_led_here_is_refused(string host)
    {
        foreach (var path in new[] { "", "app.js", "api/cluster", "api/live?path=cluster" })
        {
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(Get(path, request => request.Headers.Host = host)));
        }

        using var forged = await Dashboard.TryPostAsync("topics", NewTopic, request =>
        {
            request.Headers.Host = host;
            request.Headers.Remove("Origin");
            request.Headers.Add("Origin", $"http://{host}");
        });
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:1234")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.5:80")]
    [InlineData("[::1]")]
    public async Task Names_of_this_machine_are_answered(string host) =>
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Get("api/cluster", request => request.Headers.Host = host)));

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("http://localhost:1")]
    public async Task Another_origin_is_refused(string origin)
    {
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(Get("api/cluster", request => request.Headers.Add("Origin", origin))));
        using var forged = await Dashboard.TryPostAsync("topics", NewTopic, request =>
        {
            request.Headers.Remove("Origin");
            request.Headers.Add("Origin", origin);
        });
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
    }

    [Fact]
    public async Task The_own_origin_may_have_TLS_before_it()
    {
        using var changed = await Dashboard.TryPostAsync("topics", """{"name":"behind-tls"}""", request =>
        {
            request.Headers.Remove("Origin");
            request.Headers.Add("Origin", Dashboard.Origin.Replace("http:", "https:", StringComparison.Ordinal));
        });
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Fact]
    public async Task A_change_without_an_origin_is_refused()
    {
        using var forged = await Dashboard.TryPostAsync("topics", NewTopic, static request => request.Headers.Remove("Origin"));
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data")]
    [InlineData(null)]
    public async Task A_change_that_a_form_could_send_is_refused(string? contentType)
    {
        using var forged = await Dashboard.TryPostAsync(
            "topics", NewTopic, request => request.Content!.Headers.ContentType = contentType is null ? null : new MediaTypeHeaderValue(contentType));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, forged.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task A_change_without_the_token_of_the_page_is_refused(string? token)
    {
        using var forged = await Dashboard.TryPostAsync("topics", NewTopic, request =>
        {
            request.Headers.Remove("X-MiniKafka-Token");
            if (token is not null)
            {
                request.Headers.Add("X-MiniKafka-Token", token);
            }
        });
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
        Assert.DoesNotContain("forged", served.Kafka.Snapshot().Topics);
    }

    [Fact]
    public async Task Every_dashboard_has_a_token_of_its_own()
    {
        await using var other = await DashboardUnderTest.OfAsync(served.Kafka);
        Assert.NotEqual(Dashboard.Token, other.Token);
        using var forged = await Dashboard.TryPostAsync("topics", NewTopic, request =>
        {
            request.Headers.Remove("X-MiniKafka-Token");
            request.Headers.Add("X-MiniKafka-Token", other.Token);
        });
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("PATCH")]
    public async Task There_are_only_looks_and_changes(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "api/topics");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await StatusAsync(request));
    }

    [Theory]
    [InlineData("", 200)]
    [InlineData("api/cluster", 200)]
    [InlineData("api/nowhere", 404)]
    [InlineData("nowhere.js", 404)]
    [InlineData("../MiniKafka.Dashboard.dll", 404)]
    [InlineData("api/live?path=cluster", 200)]
    public async Task Every_answer_forbids_strange_scripts_frames_and_guesses(string path, int status)
    {
        using var answer = await Dashboard.Visitor.SendAsync(Get(path), HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'self'; frame-ancestors 'none'",
            Header(answer, "Content-Security-Policy"));
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("DENY", Header(answer, "X-Frame-Options"));
        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Resource-Policy"));
        Assert.DoesNotContain("Access-Control-Allow-Origin", answer.Headers.Select(header => header.Key));
        Assert.DoesNotContain("Server", answer.Headers.Select(header => header.Key));
    }

    [Fact]
    public async Task A_refusal_has_the_same_headers()
    {
        using var answer = await Dashboard.Visitor.SendAsync(Get("api/cluster", static request => request.Headers.Host = "evil.example"));
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Contains("default-src 'none'", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_so_much_of_a_change_is_read()
    {
        using var answer = await Dashboard.TryPostAsync("messages", $$$"""{"topic":"orders","value":{"text":"{{{new string('x', 3_000_000)}}}"}}""");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"name\":7}")]
    public async Task What_cannot_be_read_is_refused(string body)
    {
        using var answer = await Dashboard.TryPostAsync("topics", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_request_without_a_host_is_refused()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Dashboard.Dashboard.Address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync("GET /api/cluster HTTP/1.0\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(stream, Encoding.ASCII);
        Assert.Matches("^HTTP/1.[01] 40[03] ", await reader.ReadLineAsync());
    }

    private static HttpRequestMessage Get(string path, Action<HttpRequestMessage>? otherwise = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        otherwise?.Invoke(request);
        return request;
    }

    private async Task<HttpStatusCode> StatusAsync(HttpRequestMessage request)
    {
        using var answer = await Dashboard.Visitor.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if ((int)answer.StatusCode >= 400)
        {
            Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
            Assert.NotEmpty(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.Text("error")!);
        }

        return answer.StatusCode;
    }

    private static string Header(HttpResponseMessage answer, string name) => string.Join(", ", answer.Headers.GetValues(name));
}
