using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Removes a voter from the metadata quorum. Key 81, version 0, flexible from 0.</summary>
[Request(ApiKey.RemoveRaftVoter, 0, 0, FlexibleFrom = 0)]
internal sealed partial class RemoveRaftVoterRequest
{
    public string? ClusterId { get; set; } = "";

    public int VoterId { get; set; }

    public Uuid VoterDirectoryId { get; set; }
}

/// <summary>The answer to <see cref="RemoveRaftVoterRequest"/>.</summary>
[Response(ApiKey.RemoveRaftVoter, 0, 0, FlexibleFrom = 0)]
internal sealed partial class RemoveRaftVoterResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; } = "";
}
