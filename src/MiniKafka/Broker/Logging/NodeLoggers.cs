using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MiniKafka.Model;

namespace MiniKafka.Broker.Logging;

/// <summary>
/// The loggers of one broker, whose levels administrators see and change (BROKER_LOGGER resources). A level holds for its logger and those
/// below it, down from <c>root</c>. What is below it is dropped before it reaches the loggers of the program that hosts the broker; what
/// is above it is still theirs to drop. Every line begins with the broker it is about, and what clients have in it does not end it. Levels last as long as the process. May be read from any thread; changed on the broker's loop.
/// </summary>
internal sealed class NodeLoggers(ILoggerFactory host, int nodeId)
{
    public const string Root = "root";
    private const string LevelAtFirst = "INFO";
    private const string Begin = "[broker ";
    private const string End = "] ";

    /// <summary>The names administrators know the broker's own loggers by, and what is above them.</summary>
    private static readonly ImmutableArray<string> Families = ["MiniKafka", "kafka", "org.apache.kafka", Root];

    private volatile ImmutableSortedDictionary<string, LogLevel> _levels = ImmutableSortedDictionary.Create<string, LogLevel>(StringComparer.Ordinal);
    private readonly string _whose = $"{Begin}{nodeId}{End}";
    private ImmutableSortedSet<string> _names = Families.ToImmutableSortedSet(StringComparer.Ordinal);

    /// <summary>The levels there are, by the names Kafka gives them.</summary>
    public static ImmutableSortedDictionary<string, LogLevel> Levels { get; } = ImmutableSortedDictionary.CreateRange<string, LogLevel>(
        StringComparer.Ordinal,
        [
            new("TRACE", LogLevel.Trace), new("DEBUG", LogLevel.Debug), new("INFO", LogLevel.Information),
            new("WARN", LogLevel.Warning), new("ERROR", LogLevel.Error), new("FATAL", LogLevel.Critical),
        ]);

    /// <summary>A line without the broker it is about, for whoever tells once what several brokers say.</summary>
    public static string WithoutBroker(string line) =>
        line.StartsWith(Begin, StringComparison.Ordinal) && line.IndexOf(End, StringComparison.Ordinal) is var at and > 0 ? line[(at + End.Length)..] : line;

    /// <summary>Every logger with the level that holds for it.</summary>
    public IEnumerable<KeyValuePair<string, string>> All => _names.Select(name => KeyValuePair.Create(name, TextOf(LevelOf(name))));

    public ILogger Create(string name)
    {
        _names = _names.Add(name);
        return new LeveledLogger(this, name, host.CreateLogger(name));
    }

    public bool Exists(string name) => _names.Contains(name);

    /// <summary>Gives a logger a level of its own, or takes it away.</summary>
    public void Set(string name, LogLevel? level) => _levels = level is { } own ? _levels.SetItem(name, own) : _levels.Remove(name);

    /// <summary>The level that holds for a logger: its own, or that of the nearest above it that has one; null when none was set.</summary>
    public LogLevel? LevelOf(string name)
    {
        var levels = _levels;
        if (levels.IsEmpty)
        {
            return null;
        }

        var above = Families.IndexOf(name);
        return Families.Skip(above + 1).Prepend(name).Where(levels.ContainsKey).Select(LogLevel? (known) => levels[known]).FirstOrDefault();
    }

    private static string TextOf(LogLevel? level) => level is null ? LevelAtFirst : Levels.First(known => known.Value == level).Key;

    /// <summary>Passes on what is not below its level.</summary>
    private sealed class LeveledLogger(NodeLoggers all, string name, ILogger host) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => host.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => host.IsEnabled(logLevel) && !(logLevel < all.LevelOf(name));

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                host.Log(logLevel, eventId, state, exception, (told, error) => all._whose + Shown.Message(formatter(told, error)));
            }
        }
    }
}
