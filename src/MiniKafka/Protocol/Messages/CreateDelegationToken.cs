using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Creates a delegation token. Key 38, versions 1 to 3, flexible from 2.</summary>
[Request(ApiKey.CreateDelegationToken, 1, 3, FlexibleFrom = 2)]
internal sealed partial class CreateDelegationTokenRequest
{
    [Field(Since = 3)]
    public string? OwnerPrincipalType { get; set; } = "";

    [Field(Since = 3)]
    public string? OwnerPrincipalName { get; set; } = "";

    public List<CreatableRenewers> Renewers { get; set; } = [];

    public long MaxLifetimeMs { get; set; }

    internal sealed partial class CreatableRenewers
    {
        public string PrincipalType { get; set; } = "";

        public string PrincipalName { get; set; } = "";
    }
}

/// <summary>The answer to <see cref="CreateDelegationTokenRequest"/>.</summary>
[Response(ApiKey.CreateDelegationToken, 1, 3, FlexibleFrom = 2)]
internal sealed partial class CreateDelegationTokenResponse
{
    public ErrorCode ErrorCode { get; set; }

    [Refused("User")]
    public string PrincipalType { get; set; } = "";

    [Refused("ANONYMOUS")]
    public string PrincipalName { get; set; } = "";

    [Field(Since = 3)]
    [Refused("User")]
    public string TokenRequesterPrincipalType { get; set; } = "";

    [Field(Since = 3)]
    [Refused("ANONYMOUS")]
    public string TokenRequesterPrincipalName { get; set; } = "";

    [Refused(-1)]
    public long IssueTimestampMs { get; set; }

    [Refused(-1)]
    public long ExpiryTimestampMs { get; set; }

    [Refused(-1)]
    public long MaxTimestampMs { get; set; }

    public string TokenId { get; set; } = "";

    public byte[] Hmac { get; set; } = [];

    public int ThrottleTimeMs { get; set; }
}
