using System.Globalization;
using MiniKafka.Broker.Logging;
using MiniKafka.Configuration;
using MiniKafka.Configuration.Changes;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;

namespace MiniKafka.Broker;

/// <summary>
/// What a broker judges itself of changes of configuration that it receives: its own keys and loggers, of which others know
/// nothing. All the rest is the controller's to decide. Owned by the broker's loop.
/// </summary>
internal sealed class OwnConfigs(ClusterView view, NodeLoggers loggers)
{
    /// <summary>Answers for every resource in its order: with what is judged here, and for the others with what the controller says.</summary>
    /// <param name="resources">What shall be changed.</param>
    /// <param name="name">What a change is about. Of a resource that stands twice nothing is changed.</param>
    /// <param name="judge">How a change ends here; null when the controller decides.</param>
    /// <param name="answer">Puts what was judged here into an answer.</param>
    /// <param name="ask">Asks the controller about some of the resources.</param>
    public static async ValueTask<List<TAnswer>> DecideAsync<TResource, TAnswer>(
        List<TResource> resources, Func<TResource, ConfigResource> name, Func<TResource, Outcome?> judge, Func<TResource, Outcome, TAnswer> answer, Func<List<TResource>, ValueTask<List<TAnswer>>> ask)
    {
        var twice = resources.GroupBy(name).Where(group => group.Skip(1).Any()).Select(group => group.Key).ToHashSet();
        var judged = resources.ConvertAll(resource => twice.Contains(name(resource)) ? Refused("Each resource must appear at most once.") : judge(resource));
        var others = resources.Where((_, index) => judged[index] is null).ToList();
        var decided = new Queue<TAnswer>(others.Count == 0 ? [] : await ask(others));
        return [.. resources.Select((resource, index) => judged[index] is { } outcome ? answer(resource, outcome) : decided.Dequeue())];
    }

    /// <summary>How a change ends here; null when the controller decides.</summary>
    /// <param name="resource">What shall be changed.</param>
    /// <param name="changes">The steps.</param>
    /// <param name="replaces">True when the values named replace all those there are.</param>
    /// <param name="validateOnly">True to change nothing. Otherwise the levels of loggers are changed here.</param>
    public Outcome? Judge(ConfigResource resource, IReadOnlyList<ConfigChange> changes, bool replaces, bool validateOnly) => ConfigChanges.Refusal(changes) is { } refusal
        ? new Outcome(refusal.Code, refusal.Message)
        : JudgeBy(resource, changes, replaces, validateOnly);

    private Outcome? JudgeBy(ConfigResource resource, IReadOnlyList<ConfigChange> changes, bool replaces, bool validateOnly) => resource.Type switch
    {
        ConfigResourceType.BrokerLogger => replaces
            ? Refused($"Unknown resource type {(int)resource.Type}")
            : OfAnotherNode(resource.Name, "Unexpected node id. Expected") ?? LoggerChanges.Apply(loggers, changes, validateOnly),
        ConfigResourceType.Broker => (resource.Name.Length > 0 ? OfAnotherNode(resource.Name, "Unexpected broker id, expected") : null)
            ?? OfKeys(resource, changes, replaces),
        _ => null,
    };

    private static Outcome Refused(string message) => new(ErrorCode.InvalidRequest, message);

    private Outcome? OfAnotherNode(string name, string expected) =>
        !int.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) ? Refused($"Node id must be an integer, but it is: {name}")
        : id != view.BrokerId ? Refused($"{expected} {view.BrokerId}, but received {name}")
        : null;

    private Outcome? OfKeys(ConfigResource resource, IReadOnlyList<ConfigChange> changes, bool replaces)
    {
        var before = replaces ? ClusterImage.NoConfigs : view.Image.ConfigsOf(resource.Type, resource.Name);
        if (ConfigChanges.Apply(before, changes, name => BrokerKeyNames.TryResolve(name, out var key) ? key : null, out var after) is not null)
        {
            return null;
        }

        var then = resource.Name.Length == 0 ? view.Layers.WithDynamic(after, view.Layers.Dynamic) : view.Layers.WithDynamic(view.Layers.DynamicDefault, after);
        return RunningBroker.Problem(view.Layers, then) is { } problem ? Refused(problem) : null;
    }
}
