using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Adds, changes or removes SCRAM credentials. Key 51, version 0, flexible from 0.</summary>
[Request(ApiKey.AlterUserScramCredentials, 0, 0, FlexibleFrom = 0)]
internal sealed partial class AlterUserScramCredentialsRequest
{
    public List<ScramCredentialDeletion> Deletions { get; set; } = [];

    public List<ScramCredentialUpsertion> Upsertions { get; set; } = [];

    /// <summary>The answer is by user: whoever is named several times is refused once.</summary>
    public AlterUserScramCredentialsResponse Refuse(short version, ErrorCode code, string? message = null) => new()
    {
        Results =
        [
            .. Deletions.Select(deletion => deletion.Name).Concat(Upsertions.Select(upsertion => upsertion.Name)).Distinct(StringComparer.Ordinal)
                .Select(user => new AlterUserScramCredentialsResponse.AlterUserScramCredentialsResult { User = user, ErrorCode = code, ErrorMessage = message }),
        ],
    };

    internal sealed partial class ScramCredentialDeletion
    {
        public string Name { get; set; } = "";

        public sbyte Mechanism { get; set; }
    }

    internal sealed partial class ScramCredentialUpsertion
    {
        public string Name { get; set; } = "";

        public sbyte Mechanism { get; set; }

        public int Iterations { get; set; }

        public byte[] Salt { get; set; } = [];

        public byte[] SaltedPassword { get; set; } = [];
    }
}

/// <summary>The answer to <see cref="AlterUserScramCredentialsRequest"/>.</summary>
[Response(ApiKey.AlterUserScramCredentials, 0, 0, FlexibleFrom = 0)]
internal sealed partial class AlterUserScramCredentialsResponse
{
    public int ThrottleTimeMs { get; set; }

    public List<AlterUserScramCredentialsResult> Results { get; set; } = [];

    internal sealed partial class AlterUserScramCredentialsResult
    {
        public string User { get; set; } = "";

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";
    }
}
