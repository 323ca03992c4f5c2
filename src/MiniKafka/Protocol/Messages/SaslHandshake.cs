using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Agrees on a SASL mechanism. Key 17, versions 0 to 1, never flexible.</summary>
[Request(ApiKey.SaslHandshake, 0, 1)]
internal sealed partial class SaslHandshakeRequest
{
    public string Mechanism { get; set; } = "";
}

/// <summary>The answer to <see cref="SaslHandshakeRequest"/>.</summary>
[Response(ApiKey.SaslHandshake, 0, 1)]
internal sealed partial class SaslHandshakeResponse
{
    public ErrorCode ErrorCode { get; set; }

    public List<string> Mechanisms { get; set; } = [];
}
