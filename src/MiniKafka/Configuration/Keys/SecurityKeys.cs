using MiniKafka.Configuration.Definitions;
using static MiniKafka.Configuration.Keys.Declare;

namespace MiniKafka.Configuration.Keys;

/// <summary>Keys about who may do what: authorizer, principals, delegation tokens.</summary>
internal static class SecurityKeys
{
    public static ConfigKey[] All { get; } =
    [
        String("authorizer.class.name", "").Refused(Reasons.NoSecurity)
            .Means("Authorizer. Empty for none; the standard authorizer of Apache Kafka is known by its class name."),
        String("super.users", "").Unlisted().Refused(Reasons.NoSecurity)
            .Means("Principals that may do everything, as User:NAME, separated by semicolons."),
        Boolean("allow.everyone.if.no.acl.found", false).Unlisted().Refused(Reasons.NoSecurity)
            .Means("Whether a resource without any ACL is open to everybody."),
        Class("principal.builder.class", "org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder").PerBroker().Refused(Reasons.NoSecurity)
            .Means("A Java class that derives the principal. The default's rules are built in."),
        String("security.providers", null).Refused(Reasons.NoSecurity)
            .Means("Java security providers."),
        Password("delegation.token.secret.key", null).Refused(Reasons.NoSecurity)
            .Means("Secret from which delegation tokens are derived; without it they are off."),
        Long("delegation.token.max.lifetime.ms", 604_800_000).AtLeast(1).Refused(Reasons.NoSecurity)
            .Means("Longest life of a delegation token, renewals included."),
        Long("delegation.token.expiry.time.ms", 86_400_000).AtLeast(1).Refused(Reasons.NoSecurity)
            .Means("Life of a delegation token until it must be renewed."),
        Long("delegation.token.expiry.check.interval.ms", 3_600_000).AtLeast(1).Refused(Reasons.NoSecurity)
            .Means("Milliseconds between two looks for expired delegation tokens."),
    ];
}
