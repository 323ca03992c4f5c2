using MiniKafka.Configuration.Definitions;
using static MiniKafka.Configuration.Keys.Declare;

namespace MiniKafka.Configuration.Keys;

/// <summary>Keys about SASL, Kerberos and logins.</summary>
internal static class SaslKeys
{
    public static ConfigKey[] All { get; } =
    [
        List("sasl.enabled.mechanisms", "GSSAPI").Distinct().PerBroker().Refused(Reasons.NoSecurity)
            .Means("SASL mechanisms that clients may use."),
        Password("sasl.jaas.config", null).PerBroker().Refused(Reasons.NoSecurity)
            .Means("Login module and its options, in the form of JAAS files."),
        String("sasl.mechanism.inter.broker.protocol", "GSSAPI").PerBroker().Refused(Reasons.NoSecurity)
            .Means("SASL mechanism between brokers."),
        String("sasl.mechanism.controller.protocol", "GSSAPI").Refused(Reasons.NoSecurity)
            .Means("SASL mechanism between brokers and controllers."),
        Int("sasl.server.max.receive.size", 524_288).Refused(Reasons.NoSecurity)
            .Means("Largest message during authentication."),
        Class("sasl.client.callback.handler.class", null).Refused(Reasons.NoSecurity)
            .Means("A Java class that answers callbacks of a SASL client."),
        Class("sasl.server.callback.handler.class", null).Refused(Reasons.NoSecurity)
            .Means("A Java class that answers callbacks of a SASL server."),
        Class("sasl.login.callback.handler.class", null).Refused(Reasons.NoSecurity)
            .Means("A Java class that answers callbacks of a login."),
        Class("sasl.login.class", null).Refused(Reasons.NoSecurity)
            .Means("A Java class that logs in."),
        Int("sasl.login.connect.timeout.ms", null).Refused(Reasons.NoSecurity)
            .Means("Time limit for connecting to an identity provider."),
        Int("sasl.login.read.timeout.ms", null).Refused(Reasons.NoSecurity)
            .Means("Time limit for an identity provider's answer."),
        Long("sasl.login.retry.backoff.ms", 100).Refused(Reasons.NoSecurity)
            .Means("First pause before a login is tried again."),
        Long("sasl.login.retry.backoff.max.ms", 10_000).Refused(Reasons.NoSecurity)
            .Means("Longest pause before a login is tried again."),
        Double("sasl.login.refresh.window.factor", "0.8").PerBroker().Refused(Reasons.NoSecurity)
            .Means("Share of a credential's life after which it is refreshed."),
        Double("sasl.login.refresh.window.jitter", "0.05").PerBroker().Refused(Reasons.NoSecurity)
            .Means("Random share added to it."),
        Short("sasl.login.refresh.min.period.seconds", 60).PerBroker().Refused(Reasons.NoSecurity)
            .Means("Shortest time between two refreshes of a credential."),
        Short("sasl.login.refresh.buffer.seconds", 300).PerBroker().Refused(Reasons.NoSecurity)
            .Means("Time to spare before a credential expires."),
        String("sasl.kerberos.kinit.cmd", "/usr/bin/kinit").PerBroker().Refused(Reasons.NoSecurity)
            .Means("Path of the kinit program."),
        Long("sasl.kerberos.min.time.before.relogin", 60_000).PerBroker().Refused(Reasons.NoSecurity)
            .Means("Shortest time between two Kerberos logins."),
        List("sasl.kerberos.principal.to.local.rules", "DEFAULT").Distinct().PerBroker().Refused(Reasons.NoSecurity)
            .Means("Rules that turn a Kerberos principal into a user name."),
        String("sasl.kerberos.service.name", null).PerBroker().Refused(Reasons.NoSecurity)
            .Means("Name of the broker's Kerberos service."),
        Double("sasl.kerberos.ticket.renew.jitter", "0.05").PerBroker().Refused(Reasons.NoSecurity)
            .Means("Random share added to the time of a ticket's renewal."),
        Double("sasl.kerberos.ticket.renew.window.factor", "0.8").PerBroker().Refused(Reasons.NoSecurity)
            .Means("Share of a ticket's life after which it is renewed."),
    ];
}
