using MiniKafka.Configuration.Changes;
using MiniKafka.Metadata.Control;
using MiniKafka.Model;

namespace MiniKafka.Broker.Logging;

/// <summary>Changes of the levels of a broker's loggers: all of them are checked before the first is made.</summary>
internal static class LoggerChanges
{
    public static Outcome Apply(NodeLoggers loggers, IReadOnlyList<ConfigChange> changes, bool validateOnly)
    {
        ArgumentNullException.ThrowIfNull(loggers);
        ArgumentNullException.ThrowIfNull(changes);
        if (changes.Select(change => Problem(loggers, change)).FirstOrDefault(problem => problem is not null) is { } problem)
        {
            return problem;
        }

        foreach (var change in validateOnly ? [] : changes)
        {
            loggers.Set(change.Name, change.Operation == ConfigOperation.Set ? NodeLoggers.Levels[change.Value!] : null);
        }

        return Outcome.Success;
    }

    private static Outcome? Problem(NodeLoggers loggers, ConfigChange change) => change.Operation switch
    {
        ConfigOperation.Append or ConfigOperation.Subtract =>
            Refused($"{change.Operation.ToString().ToUpperInvariant()} operation is not allowed for the BROKER_LOGGER resource"),
        _ when !loggers.Exists(change.Name) => new Outcome(ErrorCode.InvalidConfig, $"Logger {change.Name} does not exist!"),
        ConfigOperation.Set when !NodeLoggers.Levels.ContainsKey(change.Value!) => new Outcome(
            ErrorCode.InvalidConfig,
            $"Cannot set the log level of {change.Name} to {change.Value} as it is not a supported log level. Valid log levels are {string.Join(", ", NodeLoggers.Levels.Keys)}"),
        ConfigOperation.Delete when change.Name == NodeLoggers.Root => Refused($"Removing the log level of the {NodeLoggers.Root} logger is not allowed"),
        _ => null,
    };

    private static Outcome Refused(string message) => new(ErrorCode.InvalidRequest, message);
}
