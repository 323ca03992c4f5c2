using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Carries one step of a SASL exchange. Key 36, versions 0 to 2, flexible from 2.</summary>
[Request(ApiKey.SaslAuthenticate, 0, 2, FlexibleFrom = 2)]
internal sealed partial class SaslAuthenticateRequest
{
    public byte[] AuthBytes { get; set; } = [];
}

/// <summary>The answer to <see cref="SaslAuthenticateRequest"/>.</summary>
[Response(ApiKey.SaslAuthenticate, 0, 2, FlexibleFrom = 2)]
internal sealed partial class SaslAuthenticateResponse
{
    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; } = "";

    public byte[] AuthBytes { get; set; } = [];

    [Field(Since = 1, Ignorable = true)]
    public long SessionLifetimeMs { get; set; }
}
