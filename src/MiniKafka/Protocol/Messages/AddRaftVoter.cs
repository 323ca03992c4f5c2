using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Adds a voter to the metadata quorum. Key 80, versions 0 to 1, flexible from 0.</summary>
[Request(ApiKey.AddRaftVoter, 0, 1, FlexibleFrom = 0)]
internal sealed partial class AddRaftVoterRequest
{
    public string? ClusterId { get; set; } = "";

    public int TimeoutMs { get; set; }

    public int VoterId { get; set; }

    public Uuid VoterDirectoryId { get; set; }

    public List<Listener> Listeners { get; set; } = [];

    [Field(Since = 1)]
    public bool AckWhenCommitted { get; set; } = true;

    internal sealed partial class Listener
    {
        public string Name { get; set; } = "";

        public string Host { get; set; } = "";

        public ushort Port { get; set; }
    }
}

/// <summary>The answer to <see cref="AddRaftVoterRequest"/>.</summary>
[Response(ApiKey.AddRaftVoter, 0, 1, FlexibleFrom = 0)]
internal sealed partial class AddRaftVoterResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; } = "";
}
