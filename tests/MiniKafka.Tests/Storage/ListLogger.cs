using Microsoft.Extensions.Logging;

namespace MiniKafka.Tests.Storage;

/// <summary>Keeps what was logged.</summary>
internal sealed class ListLogger : ILogger
{
    public List<string> Lines { get; } = [];

    /// <summary>What an operator has to look at.</summary>
    public IEnumerable<string> Warnings => Lines.Where(line => !line.StartsWith(nameof(LogLevel.Information), StringComparison.Ordinal) && !line.StartsWith(nameof(LogLevel.Debug), StringComparison.Ordinal));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Add($"{logLevel}: {formatter(state, exception)}");
}
