namespace MiniKafka.Configuration.Keys;

/// <summary>Why several keys do nothing here, or are refused.</summary>
internal static class Reasons
{
    public const string NoSecurity = "It asks for security that is not served yet: whoever connects would be let in without it.";
    public const string NoClientSecurity = "TLS and SASL are not served yet: security.protocol refuses to ask for them.";
    public const string NoSamples = "Nothing is sampled for metrics.";
    public const string NoJavaClasses = "Java classes cannot be loaded.";
    public const string NoTiers = "Remote storage is not served.";
    public const string NoTransactions = "Transactions are not served yet.";
    public const string NoConsumerProtocol = "Groups of the consumer protocol are not served yet; those of the classic protocol are.";
    public const string NoShareGroups = "Share groups are not served yet.";
    public const string NoStreamsGroups = "Streams groups are not served yet.";
}
