using MiniKafka.Configuration.Definitions;
using static MiniKafka.Configuration.Keys.Declare;

namespace MiniKafka.Configuration.Keys;

/// <summary>Keys about TLS.</summary>
internal static class SslKeys
{
    public static ConfigKey[] All { get; } =
    [
        Boolean("ssl.allow.dn.changes", false).Refused(Reasons.NoSecurity)
            .Means("Whether a new key store may carry another distinguished name."),
        Boolean("ssl.allow.san.changes", false).Refused(Reasons.NoSecurity)
            .Means("Whether a new key store may lack alternative names the old one had."),
        List("ssl.cipher.suites", "").Distinct().PerBroker().Refused(Reasons.NoSecurity)
            .Means("Cipher suites; empty takes the platform's."),
        String("ssl.client.auth", "none").OneOf("required", "requested", "none").PerBroker().Refused(Reasons.NoSecurity)
            .Means("Whether clients must show a certificate: none, requested or required."),
        List("ssl.enabled.protocols", "TLSv1.2,TLSv1.3").Distinct().PerBroker().Refused(Reasons.NoSecurity)
            .Means("TLS versions that are accepted."),
        String("ssl.endpoint.identification.algorithm", "https").PerBroker().Refused(Reasons.NoSecurity)
            .Means("https checks the host name in a server's certificate, an empty text does not."),
        Class("ssl.engine.factory.class", null).PerBroker().Refused(Reasons.NoSecurity)
            .Means("A Java class that makes TLS engines."),
        Password("ssl.key.password", null).PerBroker().Refused(Reasons.NoSecurity)
            .Means("Password of the private key."),
        String("ssl.keymanager.algorithm", "SunX509").PerBroker().Refused(Reasons.NoSecurity)
            .Means("Java's algorithm for key managers."),
        Password("ssl.keystore.certificate.chain", null).PerBroker().Refused(Reasons.NoSecurity)
            .Means("Certificate chain in PEM."),
        Password("ssl.keystore.key", null).PerBroker().Refused(Reasons.NoSecurity)
            .Means("Private key in PEM, PKCS #8."),
        String("ssl.keystore.location", null).PerBroker().Refused(Reasons.NoSecurity)
            .Means("File with the private key and its certificates."),
        Password("ssl.keystore.password", null).PerBroker().Refused(Reasons.NoSecurity)
            .Means("Password of the key store."),
        String("ssl.keystore.type", "JKS").PerBroker().Refused(Reasons.NoSecurity)
            .Means("Format of the key store: PKCS12 or PEM here; Java's JKS cannot be read."),
        String("ssl.principal.mapping.rules", "DEFAULT").Refused(Reasons.NoSecurity)
            .Means("Rules that turn a distinguished name into a user name."),
        String("ssl.protocol", "TLSv1.3").PerBroker().Refused(Reasons.NoSecurity)
            .Means("TLS version that is offered first."),
        String("ssl.provider", null).PerBroker().Refused(Reasons.NoSecurity)
            .Means("Java's provider of TLS."),
        String("ssl.secure.random.implementation", null).PerBroker().Refused(Reasons.NoSecurity)
            .Means("Java's source of random numbers for TLS."),
        String("ssl.trustmanager.algorithm", "PKIX").PerBroker().Refused(Reasons.NoSecurity)
            .Means("Java's algorithm for trust managers."),
        Password("ssl.truststore.certificates", null).PerBroker().Refused(Reasons.NoSecurity)
            .Means("Trusted certificates in PEM."),
        String("ssl.truststore.location", null).PerBroker().Refused(Reasons.NoSecurity)
            .Means("File with trusted certificates."),
        Password("ssl.truststore.password", null).PerBroker().Refused(Reasons.NoSecurity)
            .Means("Password of the trust store."),
        String("ssl.truststore.type", "JKS").PerBroker().Refused(Reasons.NoSecurity)
            .Means("Format of the trust store: PKCS12 or PEM here; Java's JKS cannot be read."),
    ];
}
