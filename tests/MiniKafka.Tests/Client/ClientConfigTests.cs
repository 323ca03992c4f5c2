using Microsoft.Extensions.Logging;
using MiniKafka.Client;
using MiniKafka.Configuration;
using MiniKafka.Configuration.Definitions;
using MiniKafka.Model;
using MiniKafka.Tests.Storage;
using Checkout;

namespace MiniKafka.Tests.Client;

public sealed class ClientConfigTests
{
    public static TheoryData<string> Kinds => ["producer", "consumer", "admin"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_key_is_taken_by_its_name_and_its_default_gives_no_warning(string kind)
    {
        var config = Make(kind);
        foreach (var key in Table(kind).Keys.Where(key => key.Default is not null))
        {
            config.Set(key.Name, key.Default!);
            Assert.Equal(key.Normalize(key.Default!), config.Get(key.Name));
        }

        Assert.Empty(config.Warnings);
    }

    /// <summary>A key that says it has an effect is named somewhere in the client's code; levels are named by their codec.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_key_with_an_effect_is_read(string kind)
    {
        var sources = Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Root, "src", "MiniKafka", "Client"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
        foreach (var key in Table(kind).Keys.Where(key => key.HasEffect && !key.Name.EndsWith(".level", StringComparison.Ordinal)))
        {
            Assert.True(sources.Exists(source => source.Contains($"\"{key.Name}\"", StringComparison.Ordinal)), $"{kind}: nobody reads {key.Name}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_key_without_effect_that_is_set_gives_a_warning_that_names_it(string kind)
    {
        var warned = 0;
        foreach (var key in Table(kind).Keys.Where(key => !key.HasEffect))
        {
            string[] tries = ["true", "false", "77", "DEBUG", "x", .. (key.Range as WordRange)?.Words ?? []];
            if (Array.Find(tries, value => key.Check(value) is null && key.Normalize(value) != key.Default) is { } other)
            {
                Assert.Contains($"'{key.Name}'", Assert.Single(Make(kind, (key.Name, other)).Warnings), StringComparison.Ordinal);
                warned++;
            }
        }

        Assert.True(warned > 40, $"{warned}");
    }

    [Fact]
    public async Task Warnings_are_logged_when_the_client_is_made()
    {
        using var log = new ListLoggerFactory();
        await using var producer = new Producer<string, string>(new ProducerConfig([KeyValuePair.Create("send.buffer.bytes", "4096")])
        {
            BootstrapServers = "localhost:1",
            LoggerFactory = log,
        });
        Assert.Contains("send.buffer.bytes", Assert.Single(log.Logger.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("producer", "linger.mss", "5", "linger.ms")]
    [InlineData("consumer", "auto.offset.rest", "earliest", "auto.offset.reset")]
    [InlineData("admin", "request.timeout", "1", "request.timeout.ms")]
    public void An_unknown_key_is_refused_with_the_nearest_name_and_without_its_value_which_may_be_a_secret(string kind, string key, string value, string nearest)
    {
        var refused = Assert.Throws<KafkaException>(() => Make(kind, (key, value)));
        Assert.Equal(ErrorCode.InvalidConfig, refused.Code);
        Assert.All(new[] { $"'{key}'", $"'{nearest}'" }, part => Assert.Contains(part, refused.Message, StringComparison.Ordinal));
        Assert.DoesNotContain($"'{value}'", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("producer", "linger.ms", "-1", "at least 0")]
    [InlineData("producer", "acks", "2", "all, -1, 0, 1")]
    [InlineData("producer", "compression.lz4.level", "18", "1 to 17")]
    [InlineData("consumer", "fetch.min.bytes", "many", "at least 0")]
    [InlineData("consumer", "auto.offset.reset", "by_duration:tomorrow", "by_duration")]
    [InlineData("consumer", "enable.auto.commit", "perhaps", "true or false")]
    [InlineData("admin", "retries", "-1", "0 to 2147483647")]
    public void A_bad_value_is_refused_with_its_key_and_what_is_allowed(string kind, string key, string value, string allowed)
    {
        var refused = Assert.Throws<KafkaException>(() => Make(kind, (key, value)));
        Assert.Equal(ErrorCode.InvalidConfig, refused.Code);
        Assert.All(new[] { key, value, allowed }, part => Assert.Contains(part, refused.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("consumer", "group.id=g;heartbeat.interval.ms=9000;session.timeout.ms=8000", "heartbeat.interval.ms = 9000", "session.timeout.ms = 8000")]
    [InlineData("consumer", "group.instance.id=one", "group.instance.id = one", "group.id")]
    [InlineData("consumer", "enable.auto.commit=true", "enable.auto.commit = true", "group.id")]
    [InlineData("consumer", "group.protocol=consumer", "group.protocol = consumer", "classic")]
    [InlineData("consumer", "group.id=g;partition.assignment.strategy=fair", "fair", "cooperative-sticky")]
    [InlineData("consumer", "security.protocol=SSL", "security.protocol = SSL", "PLAINTEXT")]
    [InlineData("producer", "enable.idempotence=true;acks=1", "enable.idempotence", "acks is 1")]
    [InlineData("producer", "enable.idempotence=true;retries=0", "enable.idempotence", "retries is 0")]
    [InlineData("producer", "enable.idempotence=true;max.in.flight.requests.per.connection=6", "enable.idempotence", "at most 5")]
    [InlineData("producer", "delivery.timeout.ms=1000;request.timeout.ms=900;linger.ms=200", "delivery.timeout.ms is 1000", "linger.ms (200)")]
    [InlineData("producer", "transactional.id=t", "transactional.id", "'t'")]
    [InlineData("producer", "security.protocol=SASL_SSL", "security.protocol = SASL_SSL", "PLAINTEXT")]
    [InlineData("admin", "default.api.timeout.ms=100;request.timeout.ms=200", "default.api.timeout.ms = 100", "request.timeout.ms = 200")]
    [InlineData("admin", "security.protocol=SSL", "security.protocol = SSL", "PLAINTEXT")]
    [InlineData("producer", "bootstrap.servers=", "bootstrap.servers", "host:port")]
    [InlineData("consumer", "bootstrap.servers=nowhere", "nowhere", "host:port")]
    public async Task Values_that_do_not_go_together_are_refused_when_the_client_is_made(string kind, string values, string one, string other)
    {
        var config = Make(kind, [("bootstrap.servers", "localhost:1"), .. values.Split(';').Select(pair => pair.Split('=')).Select(pair => (pair[0], pair[1]))]);
        var refused = await Assert.ThrowsAsync<KafkaException>(async () =>
        {
            await using IAsyncDisposable client = config switch
            {
                ProducerConfig producer => new Producer<string, string>(producer),
                ConsumerConfig consumer => new Consumer<string, string>(consumer),
                _ => new AdminClient((AdminConfig)config),
            };
        });
        Assert.Equal(ErrorCode.InvalidConfig, refused.Code);
        Assert.Contains(one, refused.Message, StringComparison.Ordinal);
        Assert.Contains(other, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_properties_file_is_read_like_single_values()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "# a producer\nbootstrap.servers=one:1,two:2\nlinger.ms = 7\nacks=1\n");
            var config = new ProducerConfig();
            config.LoadProperties(path);
            Assert.Equal(("one:1,two:2", 7, Acks.Leader), (config.BootstrapServers, config.LingerMs, config.Acks));
            File.WriteAllText(path, "linger.ns=7\n");
            Assert.Contains("linger.ns", Assert.Throws<KafkaException>(() => config.LoadProperties(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static ConfigTable Table(string kind) => kind switch
    {
        "producer" => ConfigTables.Producer,
        "consumer" => ConfigTables.Consumer,
        _ => ConfigTables.Admin,
    };

    private static ClientConfig Make(string kind, params (string Key, string Value)[] values)
    {
        // Later values replace earlier ones.
        ClientConfig config = kind switch { "producer" => new ProducerConfig(), "consumer" => new ConsumerConfig(), _ => new AdminConfig() };
        foreach (var (key, value) in values)
        {
            config.Set(key, value);
        }

        return config;
    }

    private sealed class ListLoggerFactory : ILoggerFactory
    {
        public ListLogger Logger { get; } = new();

        public ILogger CreateLogger(string categoryName) => Logger;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
