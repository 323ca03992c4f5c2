using System.Text;
using MiniKafka.ClusterTests.Wire;
using MiniKafka.Metadata;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.CompatibilityTests.Documents.Reference;

/// <summary>Writes the reference of APIs: what a broker itself says that it serves, on a listener for clients and on one for controllers, beside all APIs there are.</summary>
internal static class ApiReference
{
    private const short NewestVersion = 4;

    public static async Task<string> RenderAsync()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.Properties["listeners"] = "PLAINTEXT://127.0.0.1:0,CONTROLLER://127.0.0.1:0";
            options.Properties["controller.listener.names"] = "CONTROLLER";
        });
        var (clients, controllers) = (await AskAsync(kafka, "PLAINTEXT"), await AskAsync(kafka, "CONTROLLER"));
        var text = new StringBuilder(
            """
            # APIs and their versions

            What a broker tells in ApiVersions, on its listeners for clients and on those for controllers. Clients choose the newest version that they and the
            broker know, so an API that is not listed is not asked for by a client that asks first. This page is written from a broker's own answer, and a test
            compares the two.

            GetTelemetrySubscriptions and PushTelemetry, version 0, are answered but not told of, as a broker of Apache Kafka does that has nobody to receive what
            is pushed. A request for any other API closes its connection, and the broker warns once (`ApiNotServed`, [event 402](log-events.md)).

            ## Served

            """.ReplaceLineEndings("\n"));
        text.Head("key", "API", "clients' listeners", "controllers' listeners", "all versions there are");
        foreach (var api in ApiCatalog.All.Where(api => clients.ContainsKey(api.Key) || controllers.ContainsKey(api.Key)))
        {
            text.Row($"{(short)api.Key}", api.Name, clients.GetValueOrDefault(api.Key, "-"), controllers.GetValueOrDefault(api.Key, "-"), Versions(api.MinVersion, api.MaxStableVersion));
        }

        text.Append("\n## Not served\n").Head("key", "API", "all versions there are");
        foreach (var api in ApiCatalog.All.Where(api => !clients.ContainsKey(api.Key) && !controllers.ContainsKey(api.Key)))
        {
            text.Row($"{(short)api.Key}", api.Name, Versions(api.MinVersion, api.MaxStableVersion));
        }

        text.Append("\n## Features\n\nLevels that a broker supports. A new cluster is given the highest of each, but for `kraft.version`, which depends on how its voters are named.\n");
        text.Head("feature", "lowest", "highest");
        foreach (var (name, range) in ClusterFeatures.Supported)
        {
            text.Row(Table.Code(name), $"{range.Min}", $"{range.Max}");
        }

        return text.ToString();
    }

    private static async Task<Dictionary<ApiKey, string>> AskAsync(KafkaCluster kafka, string listener)
    {
        var bound = kafka.Brokers[0].Listeners.Single(bound => bound.Options.Name == listener).Bound;
        using var connection = await RawConnection.ToAsync("127.0.0.1", bound.Port);
        var answer = await connection.CallAsync(new ApiVersionsRequest { ClientSoftwareName = "docs", ClientSoftwareVersion = "1" }, NewestVersion);
        return answer.ApiKeys.ToDictionary(api => (ApiKey)api.ApiKey, api => Versions(api.MinVersion, api.MaxVersion));
    }

    private static string Versions(short first, short last) => first == last ? $"{first}" : $"{first} to {last}";
}
