using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>The SCRAM mechanisms and iteration counts of users. Key 50, version 0, flexible from 0.</summary>
[Request(ApiKey.DescribeUserScramCredentials, 0, 0, FlexibleFrom = 0)]
internal sealed partial class DescribeUserScramCredentialsRequest
{
    public List<UserName>? Users { get; set; } = [];

    internal sealed partial class UserName
    {
        public string Name { get; set; } = "";
    }
}

/// <summary>The answer to <see cref="DescribeUserScramCredentialsRequest"/>.</summary>
[Response(ApiKey.DescribeUserScramCredentials, 0, 0, FlexibleFrom = 0)]
internal sealed partial class DescribeUserScramCredentialsResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; } = "";

    [Echo("Users")]
    public List<DescribeUserScramCredentialsResult> Results { get; set; } = [];

    internal sealed partial class DescribeUserScramCredentialsResult
    {
        public string User { get; set; } = "";

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";

        public List<CredentialInfo> CredentialInfos { get; set; } = [];
    }

    internal sealed partial class CredentialInfo
    {
        public sbyte Mechanism { get; set; }

        public int Iterations { get; set; }
    }
}
