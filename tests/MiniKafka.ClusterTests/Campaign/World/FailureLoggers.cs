using Microsoft.Extensions.Logging;
using MiniKafka.ClusterTests.Campaign.Judging;

namespace MiniKafka.ClusterTests.Campaign.World;

/// <summary>Takes log messages about failures to the referee; nobody else reads a broker's log here.</summary>
internal sealed class FailureLoggers(Referee referee) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            referee.LoggedError(formatter(state, exception), exception);
        }
    }

    public void Dispose()
    {
    }
}
