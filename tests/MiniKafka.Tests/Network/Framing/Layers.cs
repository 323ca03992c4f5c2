using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MiniKafka.Network.Framing;

namespace MiniKafka.Tests.Network.Framing;

/// <summary>What can lie between a socket and its frames, by name.</summary>
internal static class Layers
{
    private static readonly X509Certificate2 Certificate = SelfSigned();

    /// <summary>Null without one; else a pipe that changes nothing, or TLS.</summary>
    public static ByteLayer? Named(string name) => name switch
    {
        "none" => null,
        "pipe" => (wire, _) => Task.FromResult<IDuplexPipe>(new StreamPipe(wire)),
        "tls" => TlsAsync,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such layer."),
    };

    private static async Task<IDuplexPipe> TlsAsync(Stream wire, bool isAccepted)
    {
        var tls = new SslStream(wire, leaveInnerStreamOpen: false);
        if (isAccepted)
        {
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate, EnabledSslProtocols = SslProtocols.Tls13 | SslProtocols.Tls12 });
        }
        else
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                RemoteCertificateValidationCallback = static (_, shown, _, _) => shown!.GetCertHashString() == Certificate.GetCertHashString(),
            });
        }

        return new StreamPipe(tls);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

        // Windows uses a key for TLS only once it was stored.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }

    private sealed class StreamPipe(Stream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, minimumReadSize: 4 * 1024, leaveOpen: true));

        public PipeWriter Output { get; } = PipeWriter.Create(stream);
    }
}
