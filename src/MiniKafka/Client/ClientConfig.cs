using System.Globalization;
using Microsoft.Extensions.Logging;
using MiniKafka.Client.Cluster;
using MiniKafka.Configuration;
using MiniKafka.Configuration.Definitions;
using MiniKafka.Model;

namespace MiniKafka.Client;

/// <summary>
/// What all clients configure alike. Each value can be set through its typed property or under Kafka's own name; both
/// are the same value. A name nobody knows or a value that is not allowed is refused at once, with key, value and what is
/// allowed.
/// </summary>
public abstract class ClientConfig
{
    private readonly ConfigTable _table;
    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);

    private protected ClientConfig(ConfigTable table, IEnumerable<KeyValuePair<string, string>>? properties)
    {
        _table = table;
        foreach (var (key, value) in properties ?? [])
        {
            Set(key, value);
        }
    }

    /// <summary>The brokers to begin with, as host:port, separated by commas.</summary>
    public string? BootstrapServers
    {
        get => Text("bootstrap.servers") is { Length: > 0 } servers ? servers : null;
        set => Assign("bootstrap.servers", value);
    }

    /// <summary>How the client calls itself towards the brokers.</summary>
    public string ClientId
    {
        get => Text("client.id");
        set => Assign("client.id", value);
    }

    /// <summary>How long to wait for a broker's answer, in milliseconds; 30000 by default.</summary>
    public int RequestTimeoutMs
    {
        get => Int("request.timeout.ms");
        set => Assign("request.timeout.ms", value);
    }

    /// <summary>How long to wait after a first failure, in milliseconds; 100 by default.</summary>
    public long RetryBackoffMs
    {
        get => Long("retry.backoff.ms");
        set => Assign("retry.backoff.ms", value);
    }

    /// <summary>Longest time between two tries, in milliseconds; 1000 by default.</summary>
    public long RetryBackoffMaxMs
    {
        get => Long("retry.backoff.max.ms");
        set => Assign("retry.backoff.max.ms", value);
    }

    /// <summary>Longest time between two looks at where topics and leaders are, in milliseconds; 300000 by default.</summary>
    public long MetadataMaxAgeMs
    {
        get => Long("metadata.max.age.ms");
        set => Assign("metadata.max.age.ms", value);
    }

    /// <summary>How long making a connection may take, in milliseconds; 10000 by default.</summary>
    public long SocketConnectionSetupTimeoutMs
    {
        get => Long("socket.connection.setup.timeout.ms");
        set => Assign("socket.connection.setup.timeout.ms", value);
    }

    /// <summary>Connections without traffic are closed after this many milliseconds; 540000 by default, -1 keeps them.</summary>
    public long ConnectionsMaxIdleMs
    {
        get => Long("connections.max.idle.ms");
        set => Assign("connections.max.idle.ms", value);
    }

    /// <summary>How long to wait before a broker is connected to again, in milliseconds; 50 by default, doubled with each failure.</summary>
    public long ReconnectBackoffMs
    {
        get => Long("reconnect.backoff.ms");
        set => Assign("reconnect.backoff.ms", value);
    }

    /// <summary>Longest time before a broker is connected to again, in milliseconds; 1000 by default.</summary>
    public long ReconnectBackoffMaxMs
    {
        get => Long("reconnect.backoff.max.ms");
        set => Assign("reconnect.backoff.max.ms", value);
    }

    /// <summary>
    /// Where the client logs, such as warnings about values without effect; without it, to where its cluster in this process
    /// logs, or nowhere.
    /// </summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>One sentence for each value that was set but changes nothing here. Logged when a client is made.</summary>
    public IReadOnlyList<string> Warnings => ClientProperties.Of(_table, _values).Warnings;

    /// <summary>Sets a value under Kafka's name for it, such as <c>client.id</c>.</summary>
    /// <exception cref="KafkaException">Nobody knows the name, or the value is not allowed.</exception>
    public void Set(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        ClientProperties.Of(_table, [KeyValuePair.Create(key, value)]);
        _values[key] = _table[key].Normalize(value);
    }

    /// <summary>Takes all values of a properties file, such as Kafka's own <c>producer.properties</c>.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="FormatException">The text is not in the syntax of properties files; the message names file and line.</exception>
    /// <exception cref="KafkaException">Nobody knows a name, or a value is not allowed; the message names file and line.</exception>
    public void LoadProperties(string path)
    {
        foreach (var (key, value) in PropertiesFile.Load(path, _table))
        {
            Set(key, value);
        }
    }

    /// <summary>The value under Kafka's name, the default when it was not set; null when there is neither.</summary>
    /// <exception cref="KafkaException">Nobody knows the name.</exception>
    public string? Get(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _table.TryGet(key, out var known)
            ? _values.GetValueOrDefault(key, known.Default!)
            : throw new KafkaException(ErrorCode.InvalidConfig, $"Unknown configuration {key} of a {_table.Title}.");
    }

    /// <summary>Whether the value was set rather than left at its default.</summary>
    internal bool IsSet(string key) => _values.ContainsKey(key);

    internal TimeSpan ConnectionsMaxIdle => ConnectionsMaxIdleMs < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(ConnectionsMaxIdleMs);

    /// <summary>Refuses what would make a client believe that it is safer than it is.</summary>
    private protected void CheckTransport()
    {
        var protocol = Text("security.protocol");
        Require(
            protocol.Equals("PLAINTEXT", StringComparison.OrdinalIgnoreCase),
            $"security.protocol = {protocol} is not served by this {_table.Title}; allowed: PLAINTEXT.");
    }

    private protected static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new KafkaException(ErrorCode.InvalidConfig, otherwise);
        }
    }

    internal ClusterClientOptions ToClusterOptions(bool allowAutoTopicCreation) => new()
    {
        ClientId = ClientId,
        RequestTimeout = TimeSpan.FromMilliseconds(RequestTimeoutMs),
        RetryBackoff = TimeSpan.FromMilliseconds(RetryBackoffMs),
        RetryBackoffMax = TimeSpan.FromMilliseconds(RetryBackoffMaxMs),
        ReconnectBackoff = TimeSpan.FromMilliseconds(ReconnectBackoffMs),
        ReconnectBackoffMax = TimeSpan.FromMilliseconds(ReconnectBackoffMaxMs),
        Warnings = Warnings,
        LoggerFactory = LoggerFactory,
        MetadataMaxAge = TimeSpan.FromMilliseconds(MetadataMaxAgeMs),
        ConnectionTimeout = TimeSpan.FromMilliseconds(SocketConnectionSetupTimeoutMs),
        AllowAutoTopicCreation = allowAutoTopicCreation,
    };

    private protected string Text(string key) => Get(key) ?? "";

    private protected bool Boolean(string key) => bool.Parse(Text(key));

    private protected int Int(string key) => checked((int)ConfigText.ParseLong(Text(key)));

    private protected long Long(string key) => ConfigText.ParseLong(Text(key));

    /// <summary>Sets a typed value; null takes it back to the default.</summary>
    private protected void Assign(string key, IConvertible? value)
    {
        if (value is null)
        {
            _values.Remove(key);
        }
        else
        {
            Set(key, value.ToString(CultureInfo.InvariantCulture));
        }
    }
}
