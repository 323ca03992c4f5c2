using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Delegation tokens of given owners. Key 41, versions 1 to 3, flexible from 2.</summary>
[Request(ApiKey.DescribeDelegationToken, 1, 3, FlexibleFrom = 2)]
internal sealed partial class DescribeDelegationTokenRequest
{
    public List<DescribeDelegationTokenOwner>? Owners { get; set; } = [];

    internal sealed partial class DescribeDelegationTokenOwner
    {
        public string PrincipalType { get; set; } = "";

        public string PrincipalName { get; set; } = "";
    }
}

/// <summary>The answer to <see cref="DescribeDelegationTokenRequest"/>.</summary>
[Response(ApiKey.DescribeDelegationToken, 1, 3, FlexibleFrom = 2)]
internal sealed partial class DescribeDelegationTokenResponse
{
    public ErrorCode ErrorCode { get; set; }

    public List<DescribedDelegationToken> Tokens { get; set; } = [];

    public int ThrottleTimeMs { get; set; }

    internal sealed partial class DescribedDelegationToken
    {
        public string PrincipalType { get; set; } = "";

        public string PrincipalName { get; set; } = "";

        [Field(Since = 3)]
        public string TokenRequesterPrincipalType { get; set; } = "";

        [Field(Since = 3)]
        public string TokenRequesterPrincipalName { get; set; } = "";

        public long IssueTimestamp { get; set; }

        public long ExpiryTimestamp { get; set; }

        public long MaxTimestamp { get; set; }

        public string TokenId { get; set; } = "";

        public byte[] Hmac { get; set; } = [];

        public List<DescribedDelegationTokenRenewer> Renewers { get; set; } = [];
    }

    internal sealed partial class DescribedDelegationTokenRenewer
    {
        public string PrincipalType { get; set; } = "";

        public string PrincipalName { get; set; } = "";
    }
}
