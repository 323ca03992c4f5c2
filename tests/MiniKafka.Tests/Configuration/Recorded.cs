using System.Text.Json;

namespace MiniKafka.Tests.Configuration;

/// <summary>Looks up what Apache Kafka was recorded to answer.</summary>
internal static class Recorded
{
    public static string File(string name) => SharedFactAttribute.PathOf(name.Split('/'));

    public static IReadOnlyList<JsonElement> Scenario(string area, string scenario)
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllText(File($"fidelity/recorded/{area}.json")));
        return [.. document.RootElement.GetProperty(scenario).Clone().EnumerateArray()];
    }

    public static JsonElement Step(string area, string scenario, int index) => Scenario(area, scenario)[index];
}
