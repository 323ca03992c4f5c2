using Microsoft.Extensions.Logging;

namespace MiniKafka.Client.Cluster;

/// <summary>What all clients configure alike, named after Kafka's keys.</summary>
internal sealed record ClusterClientOptions
{
    public string ClientId { get; init; } = "";

    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan RetryBackoff { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan RetryBackoffMax { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan ReconnectBackoff { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan ReconnectBackoffMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>What is logged when the client is made.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Where to; null leaves it to the environment.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary><c>metadata.max.age.ms</c>: what is known of the topics in use is asked for again after this time.</summary>
    public TimeSpan MetadataMaxAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary><c>metadata.max.idle.ms</c>: a topic that was not used for so long is looked up no longer.</summary>
    public TimeSpan MetadataMaxIdle { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary><c>socket.connection.setup.timeout.ms</c>.</summary>
    public TimeSpan ConnectionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether a topic that the user asks for, and that does not exist, may be created by the broker.</summary>
    public bool AllowAutoTopicCreation { get; init; } = true;
}
