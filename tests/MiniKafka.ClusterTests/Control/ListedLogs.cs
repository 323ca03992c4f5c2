using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace MiniKafka.ClusterTests.Control;

/// <summary>Keeps what a cluster tells its user, from warnings upwards or from another level.</summary>
internal sealed partial class ListedLogs(LogLevel lowest = LogLevel.Warning) : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, EventId Event, string Text, Exception? Error)> _lines = new();
    private readonly SemaphoreSlim _arrived = new(0);

    public IReadOnlyList<(LogLevel Level, EventId Event, string Text, Exception? Error)> Lines => [.. _lines];

    /// <summary>The lines without the broker that each is about.</summary>
    public IReadOnlyList<string> Messages => [.. _lines.Select(line => Broker().Replace(line.Text, ""))];

    /// <summary>All messages, once there are some more than those that were waited for before.</summary>
    public async Task<IReadOnlyList<string>> AfterAsync(int more)
    {
        for (var i = 0; i < more; i++)
        {
            await _arrived.WaitAsync();
        }

        return Messages;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= lowest;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _lines.Enqueue((logLevel, eventId, formatter(state, exception), exception));
            _arrived.Release();
        }
    }

    public void Dispose() => _arrived.Dispose();

    [GeneratedRegex(@"^\[broker \d+\] ")]
    private static partial Regex Broker();
}
