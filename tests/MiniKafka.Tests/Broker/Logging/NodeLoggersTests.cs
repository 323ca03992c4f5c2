using Microsoft.Extensions.Logging;
using MiniKafka.Broker.Logging;
using MiniKafka.Configuration.Changes;
using MiniKafka.Model;
using MiniKafka.Tests.Storage;

namespace MiniKafka.Tests.Broker.Logging;

public sealed class NodeLoggersTests
{
    private const string Name = "MiniKafka.Broker";

    private readonly Host _host = new();
    private readonly NodeLoggers _loggers;
    private readonly ILogger _logger;

    public NodeLoggersTests()
    {
        _loggers = new NodeLoggers(_host, 7);
        _logger = _loggers.Create(Name);
    }

    [Fact]
    public void At_first_the_host_alone_decides_what_is_logged()
    {
        Assert.All(_loggers.All, level => Assert.Equal("INFO", level.Value));
        Assert.Equal(["MiniKafka", Name, "kafka", "org.apache.kafka", "root"], _loggers.All.Select(level => level.Key).Order(StringComparer.Ordinal));
        _logger.Log(LogLevel.Trace, "a");
        Assert.Equal(["a"], _host.Lines);
    }

    [Fact]
    public void A_level_holds_for_what_is_below_it_unless_that_has_one_of_its_own()
    {
        Set("root", "ERROR");
        _logger.Log(LogLevel.Warning, "a");
        Set("MiniKafka", "DEBUG");
        _logger.Log(LogLevel.Warning, "b");
        _logger.Log(LogLevel.Trace, "c");
        Set(Name, "FATAL");
        _logger.Log(LogLevel.Error, "d");
        Assert.Equal(["b"], _host.Lines);
        Assert.Equal("ERROR DEBUG FATAL", string.Join(' ', new[] { "kafka", "MiniKafka", Name }.Select(name => _loggers.All.First(level => level.Key == name).Value)));
        Assert.Equal(ErrorCode.None, Change(Name, ConfigOperation.Delete, null));
        _logger.Log(LogLevel.Error, "e");
        Assert.Equal(["b", "e"], _host.Lines);
    }

    [Theory]
    [InlineData("root", ConfigOperation.Set, "LOUD", ErrorCode.InvalidConfig)]
    [InlineData("root", ConfigOperation.Set, "info", ErrorCode.InvalidConfig)]
    [InlineData("root", ConfigOperation.Delete, null, ErrorCode.InvalidRequest)]
    [InlineData("root", ConfigOperation.Append, "INFO", ErrorCode.InvalidRequest)]
    [InlineData("root", ConfigOperation.Subtract, "INFO", ErrorCode.InvalidRequest)]
    [InlineData("no.such.logger", ConfigOperation.Set, "INFO", ErrorCode.InvalidConfig)]
    [InlineData("no.such.logger", ConfigOperation.Delete, null, ErrorCode.InvalidConfig)]
    [InlineData("kafka", ConfigOperation.Delete, null, ErrorCode.None)]
    public void Changes_are_checked(string name, object operation, string? value, ErrorCode code) => Assert.Equal(code, Change(name, (ConfigOperation)operation, value));

    [Fact]
    public void One_wrong_change_spoils_them_all_and_validating_changes_nothing()
    {
        ConfigChange right = new("root", ConfigOperation.Set, "ERROR"), wrong = new("root", ConfigOperation.Set, "LOUD");
        Assert.Equal(ErrorCode.InvalidConfig, LoggerChanges.Apply(_loggers, [right, wrong], validateOnly: false).Code);
        Assert.Equal(ErrorCode.None, LoggerChanges.Apply(_loggers, [right], validateOnly: true).Code);
        Assert.Null(_loggers.LevelOf("root"));
    }

    [Fact]
    public void A_line_tells_whose_it_is_and_stays_one_line()
    {
        var lines = new ListLogger();
        new NodeLoggers(new Only(lines), 7).Create(Name).Log(LogLevel.Warning, "a\nb");
        Assert.Equal(["Warning: [broker 7] a\\u000Ab"], lines.Lines);
    }

    private void Set(string name, string level) => Assert.Equal(ErrorCode.None, Change(name, ConfigOperation.Set, level));

    private ErrorCode Change(string name, ConfigOperation operation, string? value) =>
        LoggerChanges.Apply(_loggers, [new ConfigChange(name, operation, value)], validateOnly: false).Code;

    private sealed class Only(ILogger logger) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => logger;

        public void Dispose()
        {
        }
    }

    private sealed class Host : ILoggerFactory, ILogger
    {
        public List<string> Lines { get; } = [];

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception).Replace("[broker 7] ", "", StringComparison.Ordinal));

        public void Dispose()
        {
        }
    }
}
