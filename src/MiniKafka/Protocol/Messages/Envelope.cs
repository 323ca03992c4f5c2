using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>A broker forwards a client's request to the controller with the client's identity. Key 58, version 0, flexible from 0.</summary>
[Request(ApiKey.Envelope, 0, 0, FlexibleFrom = 0)]
internal sealed partial class EnvelopeRequest
{
    public byte[] RequestData { get; set; } = [];

    public byte[]? RequestPrincipal { get; set; } = [];

    public byte[] ClientHostAddress { get; set; } = [];
}

/// <summary>The answer to <see cref="EnvelopeRequest"/>.</summary>
[Response(ApiKey.Envelope, 0, 0, FlexibleFrom = 0)]
internal sealed partial class EnvelopeResponse
{
    public byte[]? ResponseData { get; set; }

    public ErrorCode ErrorCode { get; set; }
}
