using System.Net;
using Microsoft.AspNetCore.Http;
using MiniKafka.Dashboard.Security;

namespace MiniKafka.Dashboard.Tests.Security;

/// <summary>Who asks from elsewhere, or through somebody else, changes nothing where there is no password.</summary>
public sealed class BeyondLoopbackTests
{
    private const string Token = "token";

    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.10"), There = IPAddress.Parse("192.0.2.77");

    [Fact]
    public void From_another_machine_everything_is_shown_and_nothing_changed()
    {
        var guard = Guard(new DashboardOptions { Address = IPAddress.Any });

        Assert.Null(guard.Refuse(Request("GET", "192.0.2.10", There, Here), isApi: true, isLogin: false));
        Assert.False(guard.MayChange(Request("GET", "192.0.2.10", There, Here)));
        var refusal = guard.Refuse(Request("POST", "192.0.2.10", There, Here), isApi: true, isLogin: false);
        Assert.Equal((403, true), (refusal!.Status, refusal.Message.Contains("password", StringComparison.Ordinal)));
    }

    [Fact]
    public void From_this_machine_everything_may_be_changed()
    {
        var guard = Guard(new DashboardOptions { Address = IPAddress.Any });
        Assert.Null(guard.Refuse(Request("POST", "localhost", IPAddress.Loopback, IPAddress.Loopback), isApi: true, isLogin: false));
        Assert.Null(guard.Refuse(Request("POST", "[::1]", IPAddress.IPv6Loopback, IPAddress.IPv6Loopback), isApi: true, isLogin: false));
        Assert.Null(guard.Refuse(Request("POST", "localhost", IPAddress.Parse("::ffff:127.0.0.1"), IPAddress.Parse("::ffff:127.0.0.1")), isApi: true, isLogin: false));
    }

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("Forwarded")]
    [InlineData("Via")]
    public void Through_a_proxy_on_this_machine_nothing_is_changed(string header)
    {
        var request = Request("POST", "localhost", IPAddress.Loopback, IPAddress.Loopback);
        request.Request.Headers[header] = "somebody";
        Assert.Equal(403, Guard(new DashboardOptions()).Refuse(request, isApi: true, isLogin: false)!.Status);
    }

    [Fact]
    public void Under_a_further_name_everything_is_shown_and_nothing_changed()
    {
        var options = new DashboardOptions();
        var request = Request("GET", "kafka.example.com", IPAddress.Loopback, IPAddress.Loopback);
        Assert.Equal(403, Guard(options).Refuse(request, isApi: true, isLogin: false)!.Status);
        options.AllowedHosts.Add("KAFKA.example.com");
        Assert.Null(Guard(options).Refuse(request, isApi: true, isLogin: false));
        Assert.False(Guard(options).MayChange(request));
    }

    [Fact]
    public void Whose_address_is_unknown_changes_nothing() =>
        Assert.False(Guard(new DashboardOptions()).MayChange(Request("POST", "localhost", null, null)));

    [Fact]
    public void With_a_password_who_knows_it_may_change_everything_from_anywhere()
    {
        var logins = new LoginGate("opensesame", TimeProvider.System);
        var guard = new RequestGuard(new DashboardOptions { Address = IPAddress.Any, Password = "opensesame" }, logins, Token);
        var request = Request("POST", "192.0.2.10", There, Here);
        Assert.Equal(401, guard.Refuse(request, isApi: true, isLogin: false)!.Status);
        request.Request.Headers.Cookie = $"{LoginGate.Cookie}={logins.LogIn("opensesame")}";
        Assert.Null(guard.Refuse(request, isApi: true, isLogin: false));
    }

    private static RequestGuard Guard(DashboardOptions options) => new(options, null, Token);

    private static DefaultHttpContext Request(string method, string host, IPAddress? from, IPAddress? to)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = from;
        context.Connection.LocalIpAddress = to;
        context.Request.Method = method;
        context.Request.Scheme = "http";
        context.Request.Host = new HostString(host);
        context.Request.ContentType = "application/json; charset=utf-8";
        context.Request.Headers.Origin = $"http://{host}";
        context.Request.Headers[RequestGuard.TokenHeader] = Token;
        return context;
    }
}
