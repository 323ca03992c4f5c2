using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MiniKafka.Dashboard.Pages;

namespace MiniKafka.Dashboard.Serving;

/// <summary>Answers in JSON, which no browser takes for anything else, and requests in it, of which only so much is read.</summary>
internal static class Answers
{
    /// <summary>A message may have a megabyte, in base64.</summary>
    private const int MostBodyBytes = 2 * 1024 * 1024;

    public static Task WriteErrorAsync(this HttpResponse response, int status, string message)
    {
        response.StatusCode = status;
        return response.WriteJsonAsync(new Problem(message), CancellationToken.None);
    }

    public static async Task WriteJsonAsync(this HttpResponse response, object answer, CancellationToken cancellationToken)
    {
        var bytes = DashboardJson.Write(answer);
        response.ContentType = "application/json";
        response.ContentLength = bytes.Length;
        response.Headers.CacheControl = "no-store";
        await response.Body.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="PageException">It is too long.</exception>
    public static async Task<PageBody> ReadBodyAsync(this HttpRequest request, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            if (bytes.Length + read > MostBodyBytes)
            {
                throw new PageException(StatusCodes.Status413PayloadTooLarge, $"More than {MostBodyBytes} bytes were sent.");
            }

            bytes.Write(buffer, 0, read);
        }

        return new PageBody(bytes.ToArray());
    }
}
