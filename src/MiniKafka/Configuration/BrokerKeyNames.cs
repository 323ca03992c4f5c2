using System.Diagnostics.CodeAnalysis;
using MiniKafka.Configuration.Definitions;

namespace MiniKafka.Configuration;

/// <summary>
/// The names under which a broker's keys are given: plain, or for one listener as <c>listener.name.NAME.KEY</c>,
/// or for one SASL mechanism of it as <c>listener.name.NAME.MECHANISM.KEY</c>.
/// </summary>
internal static class BrokerKeyNames
{
    private const string ListenerPrefix = "listener.name.";

    /// <summary>The declared key that a name stands for.</summary>
    public static bool TryResolve(string name, [MaybeNullWhen(false)] out ConfigKey key)
    {
        if (ConfigTables.Broker.TryGet(name, out key))
        {
            return true;
        }

        if (!IsOfListener(name))
        {
            return false;
        }

        // What follows the listener's name is a key, or a mechanism and a key.
        var rest = AfterListener(name) ?? "";
        if (ConfigTables.Broker.TryGet(rest, out key))
        {
            return true;
        }

        var afterMechanism = rest.IndexOf('.', StringComparison.Ordinal);
        return afterMechanism >= 0 && ConfigTables.Broker.TryGet(rest[(afterMechanism + 1)..], out key);
    }

    /// <summary>What follows the listener's name in a name that is given for one listener; null when nothing does.</summary>
    public static string? AfterListener(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var dot = name.IndexOf('.', ListenerPrefix.Length);
        return dot < 0 ? null : name[(dot + 1)..];
    }

    public static bool IsOfListener(string name) => name.StartsWith(ListenerPrefix, StringComparison.Ordinal);

    /// <summary>The names that can give a key's value, the deciding one first.</summary>
    public static IReadOnlyList<string> Synonyms(string name) => name switch
    {
        "log.roll.ms" or "log.roll.hours" => ["log.roll.ms", "log.roll.hours"],
        "log.roll.jitter.ms" or "log.roll.jitter.hours" => ["log.roll.jitter.ms", "log.roll.jitter.hours"],
        "log.flush.interval.ms" => ["log.flush.interval.ms", "log.flush.scheduler.interval.ms"],
        "log.retention.ms" or "log.retention.minutes" or "log.retention.hours" => ["log.retention.ms", "log.retention.minutes", "log.retention.hours"],
        _ when IsOfListener(name) && AfterListener(name) is { } rest => [name, TryResolve(name, out var key) ? key.Name : rest],
        _ => [name],
    };
}
