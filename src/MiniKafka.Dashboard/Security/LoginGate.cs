using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using MiniKafka.Dashboard.Pages;

namespace MiniKafka.Dashboard.Security;

/// <summary>
/// Who knows the password. A cookie says until when its visitor is known, sealed with a key that ends with the dashboard. After a few failures the next
/// try has to wait, and longer with each one more. May be used from any thread.
/// </summary>
internal sealed class LoginGate(string password, TimeProvider clock)
{
    public const string Cookie = "minikafka-login";

    private const int FreeFailures = 3;
    private const int MostSeconds = 32;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private readonly Lock _gate = new();
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] _password = SHA256.HashData(Encoding.UTF8.GetBytes(password));
    private int _failures;
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>A cookie for who knows the password.</summary>
    /// <exception cref="PageException">It is another one, or it is too early for a further try.</exception>
    public string LogIn(string? tried)
    {
        // Hashes have one length, so that the comparison does not tell the password's.
        var isRight = CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(tried ?? "")), _password);
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (now < _next)
            {
                throw new PageException(
                    StatusCodes.Status429TooManyRequests, string.Create(CultureInfo.InvariantCulture, $"Wait {Math.Ceiling((_next - now).TotalSeconds)} s before the next try."));
            }

            if (!isRight)
            {
                _failures++;
                _next = _failures < FreeFailures ? now : now + TimeSpan.FromSeconds(Math.Min(MostSeconds, 1 << Math.Min(_failures - FreeFailures, 30)));
                throw new PageException(StatusCodes.Status401Unauthorized, "That is not the password.");
            }

            _failures = 0;
        }

        var until = clock.GetUtcNow().Add(Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"{until}.{Seal(until)}";
    }

    public bool IsLoggedIn(HttpRequest request)
    {
        var parts = (request.Cookies[Cookie] ?? "").Split('.');
        return parts.Length == 2
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Seal(parts[0])), Encoding.UTF8.GetBytes(parts[1]))
            && clock.GetUtcNow().ToUnixTimeSeconds() < long.Parse(parts[0], CultureInfo.InvariantCulture);
    }

    /// <summary>No script reads the cookie, and no other site's page sends it.</summary>
    public static CookieOptions CookieOptions(HttpRequest request) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = request.IsHttps,
        IsEssential = true,
        Path = "/",
    };

    private string Seal(string until) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(until)));
}
