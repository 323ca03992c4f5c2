using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using MiniKafka;

namespace LoggedErrors;

/// <summary>
/// Where the clusters of tests log that do not say where. Nothing that goes as it should is an error, so whatever is logged as one is remembered,
/// with the test that made the cluster.
/// </summary>
internal sealed class ErrorLog(string test) : ILoggerFactory, ILogger
{
    private static readonly ConcurrentQueue<string> Errors = new();

    /// <summary>Takes what was logged so far.</summary>
    public static IReadOnlyList<string> Take()
    {
        var taken = new List<string>();
        while (Errors.TryDequeue(out var error))
        {
            taken.Add(error);
        }

        return taken;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Error or LogLevel.Critical;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Errors.Enqueue($"{test}: {logLevel}: {formatter(state, exception)} {exception}");
        }
    }

    public void Dispose()
    {
    }

    [ModuleInitializer]
    internal static void Begin() => KafkaClusterOptions.DefaultLoggerFactory = static () => new ErrorLog(NameOfTest());

    /// <summary>The first method outside of the library that makes a cluster.</summary>
    private static string NameOfTest() => new StackTrace().GetFrames()
        .Select(frame => frame.GetMethod()?.DeclaringType)
        .FirstOrDefault(type => type is not null && type != typeof(ErrorLog) && type.Assembly == typeof(ErrorLog).Assembly && type.DeclaringType != typeof(ErrorLog))
        ?.FullName ?? "a test";
}
