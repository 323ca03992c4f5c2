using System.Globalization;
using MiniKafka.Broker.Logging;
using MiniKafka.Configuration;
using MiniKafka.Configuration.Changes;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;

namespace MiniKafka.Broker.Handlers;

/// <summary>
/// What a broker judges itself of changes of configuration that it receives: its own keys and loggers, of which others know
/// nothing. All the rest is the controller's to decide. Owned by the broker's loop.
/// </summary>
internal sealed class OwnConfigs(ClusterView view, NodeLoggers loggers)
{
    /// <summary>How changes end here, in their order; null for those that the controller decides. Of a resource that stands twice nothing is changed.</summary>
    /// <param name="alterations">What shall be changed.</param>
    /// <param name="validateOnly">True to change nothing. Otherwise the levels of loggers are changed here.</param>
    public IReadOnlyList<Outcome?> Judge(IReadOnlyList<ConfigAlteration> alterations, bool validateOnly)
    {
        var twice = alterations.GroupBy(alteration => alteration.Resource).Where(group => group.Skip(1).Any()).Select(group => group.Key).ToHashSet();
        return [.. alterations.Select(alteration => twice.Contains(alteration.Resource) ? Refused("Each resource must appear at most once.") : Judge(alteration, validateOnly))];
    }

    private Outcome? Judge(ConfigAlteration alteration, bool validateOnly) => ConfigChanges.Refusal(alteration.Changes) is { } refusal
        ? new Outcome(refusal.Code, refusal.Message)
        : alteration.Resource.Type switch
        {
            ConfigResourceType.BrokerLogger => alteration.Replaces
                ? Refused($"Unknown resource type {(int)alteration.Resource.Type}")
                : OfAnotherNode(alteration.Resource.Name, "Unexpected node id. Expected") ?? LoggerChanges.Apply(loggers, alteration.Changes, validateOnly),
            ConfigResourceType.Broker => (alteration.Resource.Name.Length > 0 ? OfAnotherNode(alteration.Resource.Name, "Unexpected broker id, expected") : null)
                ?? OfKeys(alteration),
            _ => null,
        };

    private static Outcome Refused(string message) => new(ErrorCode.InvalidRequest, message);

    private Outcome? OfAnotherNode(string name, string expected) =>
        !int.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) ? Refused($"Node id must be an integer, but it is: {name}")
        : id != view.BrokerId ? Refused($"{expected} {view.BrokerId}, but received {name}")
        : null;

    private Outcome? OfKeys(ConfigAlteration alteration)
    {
        var resource = alteration.Resource;
        var before = alteration.Replaces ? ClusterImage.NoConfigs : view.Image.ConfigsOf(resource.Type, resource.Name);
        if (ConfigChanges.Apply(before, alteration.Changes, name => BrokerKeyNames.TryResolve(name, out var key) ? key : null, out var after) is not null)
        {
            return null;
        }

        var then = resource.Name.Length == 0 ? view.Layers.WithDynamic(after, view.Layers.Dynamic) : view.Layers.WithDynamic(view.Layers.DynamicDefault, after);
        return RunningBroker.Problem(view.Layers, then) is { } problem ? Refused(problem) : null;
    }
}
