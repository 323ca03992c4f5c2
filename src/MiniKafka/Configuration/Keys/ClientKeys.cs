using MiniKafka.Configuration.Definitions;
using static MiniKafka.Configuration.Keys.Declare;

namespace MiniKafka.Configuration.Keys;

/// <summary>Keys that producers, consumers and administrators share.</summary>
internal static class ClientKeys
{
    private static readonly SortedSet<string> ServerOnly = new(StringComparer.Ordinal)
    {
        "ssl.allow.dn.changes",
        "ssl.allow.san.changes",
        "ssl.client.auth",
        "ssl.principal.mapping.rules",
        "sasl.enabled.mechanisms",
        "sasl.kerberos.principal.to.local.rules",
        "sasl.mechanism.controller.protocol",
        "sasl.mechanism.inter.broker.protocol",
        "sasl.server.callback.handler.class",
        "sasl.server.max.receive.size",
    };

    public static ConfigKey[] All { get; } =
    [
        List("bootstrap.servers", "")
            .Means("Addresses at which the cluster is found, as host:port, separated by commas. One that answers is enough."),
        String("client.id", "")
            .Means("Name the client gives itself in requests."),
        String("client.dns.lookup", "use_all_dns_ips").OneOf("use_all_dns_ips", "resolve_canonical_bootstrap_servers_only").WithoutEffect("All addresses of a name are tried, those of IPv4 first.")
            .Means("How host names are resolved."),
        Long("metadata.max.age.ms", 300_000).AtLeast(0)
            .Means("Age at which metadata is fetched again even when nothing seems to have changed."),
        String("metadata.recovery.strategy", "rebootstrap").OneOfIgnoringCase("none", "rebootstrap").WithoutEffect("A client always begins again at bootstrap.servers.")
            .Means("What to do when no known broker answers: fail, or begin again at bootstrap.servers."),
        Long("metadata.recovery.rebootstrap.trigger.ms", 300_000).AtLeast(0).WithoutEffect("A client begins again at bootstrap.servers as soon as no broker that it knows answers.")
            .Means("How long no metadata may be had before the client begins again at bootstrap.servers."),
        Int("send.buffer.bytes", 131_072).AtLeast(-1).WithoutEffect("The system sizes the buffers.")
            .Means("Send buffer of sockets; -1 leaves the system's."),
        Int("request.timeout.ms", 30_000).AtLeast(0)
            .Means("How long the client waits for an answer before it takes the request for failed."),
        Long("reconnect.backoff.ms", 50).AtLeast(0)
            .Means("First pause before a broker is connected to again."),
        Long("reconnect.backoff.max.ms", 1_000).AtLeast(0)
            .Means("Longest pause before a broker is connected to again."),
        Long("retry.backoff.ms", 100).AtLeast(0)
            .Means("First pause before a failed request is made again."),
        Long("retry.backoff.max.ms", 1_000).AtLeast(0)
            .Means("Longest pause before a failed request is made again."),
        Long("socket.connection.setup.timeout.ms", 10_000)
            .Means("First time limit for connecting."),
        Long("socket.connection.setup.timeout.max.ms", 30_000).WithoutEffect("Each attempt has the time of socket.connection.setup.timeout.ms.")
            .Means("Longest time limit for connecting."),
        Long("metrics.sample.window.ms", 30_000).AtLeast(0).WithoutEffect(Reasons.NoSamples)
            .Means("Milliseconds of one sample of a metric."),
        Int("metrics.num.samples", 2).AtLeast(1).WithoutEffect(Reasons.NoSamples)
            .Means("Samples kept per metric."),
        String("metrics.recording.level", "INFO").OneOf("INFO", "DEBUG", "TRACE").WithoutEffect(Reasons.NoSamples)
            .Means("Which metrics are recorded."),
        List("metric.reporters", "org.apache.kafka.common.metrics.JmxReporter").WithoutEffect(Reasons.NoJavaClasses)
            .Means("Java classes that report metrics."),
        String("security.protocol", "PLAINTEXT").OneOfIgnoringCase("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL")
            .Means("Protocol towards the brokers; only PLAINTEXT is served yet, the others are refused."),
        String("security.providers", null).WithoutEffect("Java security providers cannot be loaded.")
            .Means("Java security providers."),
        String("sasl.mechanism", "GSSAPI").WithoutEffect("SASL is not served yet: security.protocol refuses to ask for it.")
            .Means("SASL mechanism the client uses."),
    ];

    /// <summary>What brokers and clients share about TLS and SASL, under the same names and with the same defaults; none has an effect in clients yet.</summary>
    public static IEnumerable<ConfigKey> Security { get; } =
    [
        .. SslKeys.All.Concat(SaslKeys.All).Concat(OAuthKeys.All)
            .Where(key => !ServerOnly.Contains(key.Name))
            .Select(key => key with { UpdateMode = ConfigUpdateMode.ReadOnly, WithoutEffectBecause = Reasons.NoClientSecurity, RefusedBecause = null }),
    ];
}
