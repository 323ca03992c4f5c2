using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Ends a delegation token, at once or later. Key 40, versions 1 to 2, flexible from 2.</summary>
[Request(ApiKey.ExpireDelegationToken, 1, 2, FlexibleFrom = 2)]
internal sealed partial class ExpireDelegationTokenRequest
{
    public byte[] Hmac { get; set; } = [];

    public long ExpiryTimePeriodMs { get; set; }
}

/// <summary>The answer to <see cref="ExpireDelegationTokenRequest"/>.</summary>
[Response(ApiKey.ExpireDelegationToken, 1, 2, FlexibleFrom = 2)]
internal sealed partial class ExpireDelegationTokenResponse
{
    public ErrorCode ErrorCode { get; set; }

    public long ExpiryTimestampMs { get; set; }

    public int ThrottleTimeMs { get; set; }
}
