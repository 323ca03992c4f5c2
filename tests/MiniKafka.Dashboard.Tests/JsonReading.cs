using System.Text.Json;

namespace MiniKafka.Dashboard.Tests;

/// <summary>Short words for what tests read of JSON.</summary>
internal static class JsonReading
{
    public static IReadOnlyList<JsonElement> List(this JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray()];

    public static string? Text(this JsonElement element, string name) => element.GetProperty(name).GetString();

    public static long Number(this JsonElement element, string name) => element.GetProperty(name).GetInt64();

    public static bool Flag(this JsonElement element, string name) => element.GetProperty(name).GetBoolean();

    public static bool IsNull(this JsonElement element, string name) => element.GetProperty(name).ValueKind == JsonValueKind.Null;

    public static IReadOnlyList<long> Numbers(this JsonElement element, string name) => [.. element.List(name).Select(each => each.GetInt64())];
}
