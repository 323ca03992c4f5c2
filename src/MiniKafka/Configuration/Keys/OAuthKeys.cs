using MiniKafka.Configuration.Definitions;
using static MiniKafka.Configuration.Keys.Declare;

namespace MiniKafka.Configuration.Keys;

/// <summary>Keys about SASL/OAUTHBEARER.</summary>
internal static class OAuthKeys
{
    public static ConfigKey[] All { get; } =
    [
        String("sasl.oauthbearer.assertion.algorithm", "RS256").Refused(Reasons.NoSecurity)
            .Means("Algorithm that signs an assertion."),
        String("sasl.oauthbearer.assertion.claim.aud", null).Refused(Reasons.NoSecurity)
            .Means("Audience claimed by an assertion."),
        Int("sasl.oauthbearer.assertion.claim.exp.seconds", 300).Refused(Reasons.NoSecurity)
            .Means("Seconds until an assertion expires."),
        String("sasl.oauthbearer.assertion.claim.iss", null).Refused(Reasons.NoSecurity)
            .Means("Issuer claimed by an assertion."),
        Boolean("sasl.oauthbearer.assertion.claim.jti.include", false).Refused(Reasons.NoSecurity)
            .Means("Whether an assertion carries an id of its own."),
        Int("sasl.oauthbearer.assertion.claim.nbf.seconds", 60).Refused(Reasons.NoSecurity)
            .Means("Seconds by which an assertion is valid before its time."),
        String("sasl.oauthbearer.assertion.claim.sub", null).Refused(Reasons.NoSecurity)
            .Means("Subject claimed by an assertion."),
        String("sasl.oauthbearer.assertion.file", null).Refused(Reasons.NoSecurity)
            .Means("File with a ready assertion."),
        String("sasl.oauthbearer.assertion.private.key.file", null).Refused(Reasons.NoSecurity)
            .Means("File with the key that signs assertions."),
        Password("sasl.oauthbearer.assertion.private.key.passphrase", null).Refused(Reasons.NoSecurity)
            .Means("Passphrase of that key."),
        String("sasl.oauthbearer.assertion.template.file", null).Refused(Reasons.NoSecurity)
            .Means("File with headers and claims for every assertion."),
        String("sasl.oauthbearer.client.credentials.client.id", null).Refused(Reasons.NoSecurity)
            .Means("Client id for the client-credentials grant."),
        Password("sasl.oauthbearer.client.credentials.client.secret", null).Refused(Reasons.NoSecurity)
            .Means("Client secret for the client-credentials grant."),
        Int("sasl.oauthbearer.clock.skew.seconds", 30).Refused(Reasons.NoSecurity)
            .Means("Difference between clocks that is tolerated."),
        List("sasl.oauthbearer.expected.audience", "").Refused(Reasons.NoSecurity)
            .Means("Audiences one of which a token must name."),
        String("sasl.oauthbearer.expected.issuer", null).Refused(Reasons.NoSecurity)
            .Means("Issuer a token must come from."),
        Long("sasl.oauthbearer.jwks.endpoint.refresh.ms", 3_600_000).Refused(Reasons.NoSecurity)
            .Means("Milliseconds between two downloads of the issuer's keys."),
        Long("sasl.oauthbearer.jwks.endpoint.retry.backoff.ms", 100).Refused(Reasons.NoSecurity)
            .Means("First pause before such a download is tried again."),
        Long("sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms", 10_000).Refused(Reasons.NoSecurity)
            .Means("Longest pause before such a download is tried again."),
        String("sasl.oauthbearer.jwks.endpoint.url", null).Refused(Reasons.NoSecurity)
            .Means("Address of the issuer's keys."),
        Class("sasl.oauthbearer.jwt.retriever.class", "org.apache.kafka.common.security.oauthbearer.DefaultJwtRetriever").Refused(Reasons.NoSecurity)
            .Means("A Java class that gets tokens."),
        Class("sasl.oauthbearer.jwt.validator.class", "org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator").Refused(Reasons.NoSecurity)
            .Means("A Java class that checks tokens."),
        String("sasl.oauthbearer.scope", null).Refused(Reasons.NoSecurity)
            .Means("Scope asked for in a token."),
        String("sasl.oauthbearer.scope.claim.name", "scope").Refused(Reasons.NoSecurity)
            .Means("Name of the claim that holds the scope."),
        String("sasl.oauthbearer.sub.claim.name", "sub").Refused(Reasons.NoSecurity)
            .Means("Name of the claim that holds the subject."),
        String("sasl.oauthbearer.token.endpoint.url", null).Refused(Reasons.NoSecurity)
            .Means("Address tokens are fetched from."),
    ];
}
