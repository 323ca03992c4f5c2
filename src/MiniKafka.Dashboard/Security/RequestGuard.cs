using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace MiniKafka.Dashboard.Security;

/// <summary>
/// Who may ask for what. A page of somebody else that a visitor has open must neither read nor change anything:
/// 1. the Host must be a name that is the dashboard's own, so that no name of somebody else can be led here (DNS rebinding);
/// 2. an Origin, where the browser tells one, must be the dashboard's own;
/// 3. a change must come with an Origin, as JSON, and with the token that only the dashboard's own page can read;
/// 4. where there is a password, whoever asks has logged in; where there is none, changes come from this machine.
/// </summary>
internal sealed class RequestGuard(DashboardOptions options, LoginGate? logins, string token)
{
    public const string TokenHeader = "X-MiniKafka-Token";

    /// <summary>Proxies on this machine make strangers look as if they came from it; these tell of one.</summary>
    private static readonly string[] ProxyHeaders = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"];

    private readonly byte[] _token = Encoding.UTF8.GetBytes(token);

    /// <summary>Why the request is refused; null lets it in.</summary>
    public Refusal? Refuse(HttpContext context, bool isApi, bool isLogin)
    {
        var request = context.Request;
        if (!IsOwnName(context))
        {
            return new Refusal(StatusCodes.Status403Forbidden, "The dashboard is not known under this Host; DashboardOptions.AllowedHosts names others.");
        }

        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !IsOwnOrigin(origin, request.Host.Value))
        {
            return new Refusal(StatusCodes.Status403Forbidden, "Only the dashboard's own page may ask: this is another Origin.");
        }

        if (!isApi)
        {
            return null;
        }

        if (logins is not null && !isLogin && !logins.IsLoggedIn(request))
        {
            return new Refusal(StatusCodes.Status401Unauthorized, "Log in first.");
        }

        return HttpMethods.IsGet(request.Method) ? null
            : HttpMethods.IsPost(request.Method) ? RefuseChange(context, origin, isLogin)
            : new Refusal(StatusCodes.Status405MethodNotAllowed, "There are GET and POST.");
    }

    /// <summary>Whether a visitor may change something: with a password all who know it, without one those at this machine.</summary>
    public bool MayChange(HttpContext context) => logins is not null || IsFromThisMachine(context);

    private Refusal? RefuseChange(HttpContext context, string origin, bool isLogin)
    {
        var request = context.Request;
        if (origin.Length == 0)
        {
            return new Refusal(StatusCodes.Status403Forbidden, "A change comes from the dashboard's own page, with its Origin.");
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
        {
            return new Refusal(StatusCodes.Status415UnsupportedMediaType, "A change is JSON.");
        }

        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Headers[TokenHeader].ToString()), _token))
        {
            return new Refusal(StatusCodes.Status403Forbidden, $"A change needs the page's token in {TokenHeader}; reload the page.");
        }

        return isLogin || MayChange(context)
            ? null
            : new Refusal(StatusCodes.Status403Forbidden, "Nothing can be changed from another machine unless a password is set.");
    }

    /// <summary>The scheme may be another one, as where somebody else puts TLS before it.</summary>
    private static bool IsOwnOrigin(string origin, string? host) =>
        origin.Equals($"http://{host}", StringComparison.OrdinalIgnoreCase) || origin.Equals($"https://{host}", StringComparison.OrdinalIgnoreCase);

    private bool IsOwnName(HttpContext context)
    {
        var host = context.Request.Host.Host;
        return IsLoopback(host)
            || options.AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host, out var address) && (address.Equals(options.Address) || address.Equals(Plain(context.Connection.LocalIpAddress))));
    }

    private static bool IsFromThisMachine(HttpContext context) =>
        context.Connection is { LocalIpAddress: { } local, RemoteIpAddress: { } remote }
        && IPAddress.IsLoopback(Plain(local)!) && IPAddress.IsLoopback(Plain(remote)!)
        && IsLoopback(context.Request.Host.Host)
        && !ProxyHeaders.Any(context.Request.Headers.ContainsKey);

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : address;
}
