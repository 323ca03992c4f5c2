using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MiniKafka.Dashboard.Pages;

/// <summary>What a change was sent with.</summary>
internal sealed record PageBody(byte[] Bytes)
{
    /// <exception cref="PageException">It is not such an object.</exception>
    public T As<T>()
        where T : class
    {
        try
        {
            return DashboardJson.Read<T>(Bytes) ?? throw new PageException(StatusCodes.Status400BadRequest, "An object is wanted, not null.");
        }
        catch (JsonException error)
        {
            throw new PageException(StatusCodes.Status400BadRequest, $"What was sent cannot be read: {error.Message}");
        }
    }

    /// <exception cref="PageException">It is missing.</exception>
    public static string Needed(string? value, string name) =>
        string.IsNullOrEmpty(value) ? throw new PageException(StatusCodes.Status400BadRequest, $"Say {name}.") : value;
}
