using System.Net;

namespace MiniKafka.Dashboard.Tests.Security;

public sealed class LoginTests(ServedCluster served) : IClassFixture<ServedCluster>
{
    private readonly SettableClock _clock = new();

    [Fact]
    public async Task With_a_password_nothing_is_shown_before_it_was_said()
    {
        await using var under = await WithPasswordAsync();
        foreach (var path in new[] { "about", "cluster", "messages?topic=orders", "live?path=cluster", "nowhere" })
        {
            using var refused = await under.Visitor.GetAsync("api/" + path);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(under, "topics", """{"name":"early"}"""));
        Assert.Equal(HttpStatusCode.OK, await LogInAsync(under, "opensesame"));
        Assert.True((await under.GetAsync("about")).Flag("login"));
        await under.PostAsync("topics", """{"name":"late"}""");
        Assert.Contains("late", served.Kafka.Snapshot().Topics);
    }

    [Fact]
    public async Task The_cookie_is_read_by_no_script_and_sent_by_no_other_site()
    {
        await using var under = await WithPasswordAsync();
        using var answer = await under.TryPostAsync("login", """{"password":"opensesame"}""");

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("minikafka-login=")]
    [InlineData("minikafka-login=x")]
    [InlineData("minikafka-login=99999999999.0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("minikafka-login=.")]
    public async Task A_cookie_that_somebody_made_up_lets_nobody_in(string cookie)
    {
        await using var under = await WithPasswordAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/cluster");
        request.Headers.Add("Cookie", cookie);
        using var refused = await under.Visitor.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task A_cookie_is_good_for_half_a_day_and_for_its_own_dashboard()
    {
        await using var under = await WithPasswordAsync();
        Assert.Equal(HttpStatusCode.OK, await LogInAsync(under, "opensesame"));
        _clock.Now += TimeSpan.FromHours(12) - TimeSpan.FromSeconds(1);
        await under.GetAsync("cluster");
        await using var other = await WithPasswordAsync();
        using (var request = new HttpRequestMessage(HttpMethod.Get, "api/cluster"))
        {
            request.Headers.Add("Cookie", under.CookieHeader);
            using var strange = await other.Visitor.SendAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, strange.StatusCode);
        }

        _clock.Now += TimeSpan.FromSeconds(1);
        using var old = await under.Visitor.GetAsync("api/cluster");
        Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
    }

    [Fact]
    public async Task Who_guesses_has_to_wait_longer_and_longer()
    {
        await using var under = await WithPasswordAsync();
        for (var guess = 0; guess < 3; guess++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await LogInAsync(under, "guess"));
        }

        // Even the right one has to wait, or else waiting would tell.
        Assert.Equal(HttpStatusCode.TooManyRequests, await LogInAsync(under, "opensesame"));
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(HttpStatusCode.Unauthorized, await LogInAsync(under, "guess"));
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(HttpStatusCode.TooManyRequests, await LogInAsync(under, "opensesame"));
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(HttpStatusCode.OK, await LogInAsync(under, "opensesame"));
        Assert.Equal(HttpStatusCode.Unauthorized, await LogInAsync(under, "guess"));
        Assert.Equal(HttpStatusCode.Unauthorized, await LogInAsync(under, "guess"));
        Assert.Equal(HttpStatusCode.OK, await LogInAsync(under, "opensesame"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"password":null}""")]
    [InlineData("""{"password":""}""")]
    [InlineData("""{"password":"OPENSESAME"}""")]
    public async Task Another_password_lets_nobody_in(string body)
    {
        await using var under = await WithPasswordAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(under, "login", body));
    }

    [Fact]
    public async Task A_login_needs_the_pages_token_as_every_change_does()
    {
        await using var under = await WithPasswordAsync();
        using var forged = await under.TryPostAsync("login", """{"password":"opensesame"}""", static request => request.Headers.Remove("X-MiniKafka-Token"));
        Assert.Equal(HttpStatusCode.Forbidden, forged.StatusCode);
    }

    [Fact]
    public async Task Where_there_is_no_password_there_is_no_login() =>
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(served.Dashboard, "login", """{"password":"any"}"""));

    private Task<DashboardUnderTest> WithPasswordAsync() => DashboardUnderTest.OfAsync(served.Kafka, options => (options.Password, options.Clock) = ("opensesame", _clock));

    private static Task<HttpStatusCode> LogInAsync(DashboardUnderTest under, string password) => StatusAsync(under, "login", $$"""{"password":"{{password}}"}""");

    private static async Task<HttpStatusCode> StatusAsync(DashboardUnderTest under, string path, string body)
    {
        using var answer = await under.TryPostAsync(path, body);
        return answer.StatusCode;
    }

    /// <summary>The time is what a test says; timers run as usual.</summary>
    private sealed class SettableClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
