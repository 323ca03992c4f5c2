using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MiniKafka.ClusterTests.Control;

/// <summary>Keeps what a cluster tells its user, from warnings upwards.</summary>
internal sealed class ListedLogs : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> _messages = new();
    private readonly SemaphoreSlim _arrived = new(0);

    public IReadOnlyList<string> Messages => [.. _messages];

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

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _messages.Enqueue(formatter(state, exception));
            _arrived.Release();
        }
    }

    public void Dispose() => _arrived.Dispose();
}
