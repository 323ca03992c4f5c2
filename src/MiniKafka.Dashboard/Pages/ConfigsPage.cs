using Microsoft.AspNetCore.Http;
using MiniKafka.Client.Admin;
using MiniKafka.Dashboard.Sources;
using MiniKafka.Dashboard.Timeline;

namespace MiniKafka.Dashboard.Pages;

/// <summary>The configuration of a topic, a broker, all brokers, or a group: where each value comes from and what it does, to be changed.</summary>
internal sealed class ConfigsPage(IClusterSource source, EventLog events)
{
    public Page Page => new("configs", "Configs", [new Look("configs", LookAsync)], [new Change("configs", ChangeAsync)]);

    private async Task<object> LookAsync(PageQuery query, CancellationToken cancellationToken)
    {
        var resource = Resource(query.Required("type"), query.Text("name"));
        var entries = await source.Clients.Looking.DescribeConfigsAsync(resource, includeDetails: true, cancellationToken).ConfigureAwait(false);
        return new ConfigList([.. entries.Values.Select(ConfigState.Of)]);
    }

    private async Task<object> ChangeAsync(ChangeRequest request, CancellationToken cancellationToken)
    {
        var body = request.Body.As<ConfigBody>();
        var resource = Resource(PageBody.Needed(body.Type, "type"), body.Name);
        var key = PageBody.Needed(body.Key, "key");
        var change = new AlterConfigEntry(key, body.Value, body.Value is null ? AlterConfigOperation.Delete : AlterConfigOperation.Set);
        await source.Clients.Changing.IncrementalAlterConfigsAsync(resource, [change], cancellationToken: cancellationToken).ConfigureAwait(false);
        events.Add(
            EventKind.Config,
            $"{key} of {body.Type} {body.Name} was {(body.Value is null ? "put back to its default" : "set")} on the page.",
            topic: resource.Type == ConfigResourceType.Topic ? resource.Name : null);
        return Nothing.AtAll;
    }

    private static ConfigResource Resource(string type, string? name) => type switch
    {
        "cluster" => ConfigResource.AllBrokers,
        "topic" => new ConfigResource(ConfigResourceType.Topic, PageBody.Needed(name, "name")),
        "broker" => new ConfigResource(ConfigResourceType.Broker, PageBody.Needed(name, "name")),
        "group" => new ConfigResource(ConfigResourceType.Group, PageBody.Needed(name, "name")),
        _ => throw new PageException(StatusCodes.Status400BadRequest, "type is topic, broker, cluster or group."),
    };
}

/// <summary>A configuration.</summary>
internal sealed record ConfigList(IReadOnlyList<ConfigState> Entries);

/// <summary>A key and its value, which is null where it is secret; source and type are as in Kafka, in camel case.</summary>
internal sealed record ConfigState(
    string Name,
    string? Value,
    string Source,
    bool ReadOnly,
    bool Sensitive,
    string Type,
    string? Documentation,
    bool IsDefault,
    IReadOnlyList<ConfigSynonymState> Synonyms)
{
    public static ConfigState Of(ConfigEntry entry) => new(
        entry.Name,
        entry.Value,
        Camel(entry.Source.ToString()),
        entry.IsReadOnly,
        entry.IsSensitive,
        Camel(entry.Type.ToString()),
        entry.Documentation,
        entry.IsDefault,
        [.. entry.Synonyms.Select(static synonym => new ConfigSynonymState(synonym.Name, synonym.Value, Camel(synonym.Source.ToString())))]);

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}

/// <summary>A value that would hold if those before it were not given.</summary>
internal sealed record ConfigSynonymState(string Name, string? Value, string Source);

/// <summary>A value to be set; null goes back to the default.</summary>
internal sealed record ConfigBody(string? Type, string? Name, string? Key, string? Value);
