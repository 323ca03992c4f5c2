using Microsoft.Extensions.Logging;
using MiniKafka.Broker.Logging;

namespace MiniKafka;

/// <summary>
/// Lists what is warned of while a cluster starts, and hands everything on to the loggers of the program, so that warnings can be seen without
/// one. May be used from any thread.
/// </summary>
internal sealed class StartWarnings(ILoggerFactory host) : ILoggerFactory
{
    private readonly Lock _gate = new();
    private readonly List<string> _messages = [];
    private volatile bool _isOver;

    /// <summary>The warnings in the order in which they came, each once.</summary>
    public IReadOnlyList<string> Messages
    {
        get
        {
            lock (_gate)
            {
                return [.. _messages];
            }
        }
    }

    /// <summary>The cluster has started: what is warned of from now on is not listed.</summary>
    public void End() => _isOver = true;

    public ILogger CreateLogger(string categoryName) => new ListingLogger(this, host.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) => host.AddProvider(provider);

    /// <summary>The program's loggers are the program's to dispose of.</summary>
    public void Dispose()
    {
    }

    private bool Lists(LogLevel level) => !_isOver && level is >= LogLevel.Warning and not LogLevel.None;

    private void Add(string message)
    {
        lock (_gate)
        {
            if (!_messages.Contains(message))
            {
                _messages.Add(message);
            }
        }
    }

    private sealed class ListingLogger(StartWarnings warnings, ILogger host) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => host.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => host.IsEnabled(logLevel) || warnings.Lists(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (warnings.Lists(logLevel))
            {
                warnings.Add(NodeLoggers.WithoutBroker(formatter(state, exception)));
            }

            if (host.IsEnabled(logLevel))
            {
                host.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
