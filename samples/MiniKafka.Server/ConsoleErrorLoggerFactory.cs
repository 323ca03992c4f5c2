using Microsoft.Extensions.Logging;

namespace MiniKafka.Server;

/// <summary>Writes what the cluster tells, from information upwards, to standard error.</summary>
internal sealed class ConsoleErrorLoggerFactory : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new ConsoleErrorLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("The server logs to standard error alone.");

    public void Dispose()
    {
    }

    private sealed class ConsoleErrorLogger(string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Console.Error.WriteLine($"{DateTime.Now:HH:mm:ss.fff} {logLevel} {category}: {formatter(state, exception)}{(exception is null ? "" : $" {Failures.Tell(exception)}")}");
            }
        }
    }
}
