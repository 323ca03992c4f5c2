using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Extends a delegation token. Key 39, versions 1 to 2, flexible from 2.</summary>
[Request(ApiKey.RenewDelegationToken, 1, 2, FlexibleFrom = 2)]
internal sealed partial class RenewDelegationTokenRequest
{
    public byte[] Hmac { get; set; } = [];

    public long RenewPeriodMs { get; set; }
}

/// <summary>The answer to <see cref="RenewDelegationTokenRequest"/>.</summary>
[Response(ApiKey.RenewDelegationToken, 1, 2, FlexibleFrom = 2)]
internal sealed partial class RenewDelegationTokenResponse
{
    public ErrorCode ErrorCode { get; set; }

    public long ExpiryTimestampMs { get; set; }

    public int ThrottleTimeMs { get; set; }
}
