using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Changes the endpoints and protocol range of a voter. Key 82, version 0, flexible from 0.</summary>
[Request(ApiKey.UpdateRaftVoter, 0, 0, FlexibleFrom = 0)]
internal sealed partial class UpdateRaftVoterRequest
{
    public string? ClusterId { get; set; } = "";

    public int CurrentLeaderEpoch { get; set; }

    public int VoterId { get; set; }

    public Uuid VoterDirectoryId { get; set; }

    public List<Listener> Listeners { get; set; } = [];

    public KRaftVersionFeatureData KRaftVersionFeature { get; set; } = new();

    internal sealed partial class Listener
    {
        public string Name { get; set; } = "";

        public string Host { get; set; } = "";

        public ushort Port { get; set; }
    }

    internal sealed partial class KRaftVersionFeatureData
    {
        public short MinSupportedVersion { get; set; }

        public short MaxSupportedVersion { get; set; }
    }
}

/// <summary>The answer to <see cref="UpdateRaftVoterRequest"/>.</summary>
[Response(ApiKey.UpdateRaftVoter, 0, 0, FlexibleFrom = 0)]
internal sealed partial class UpdateRaftVoterResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    [Field(Tag = 0)]
    public CurrentLeaderData? CurrentLeader { get; set; }

    internal sealed partial class CurrentLeaderData
    {
        public int LeaderId { get; set; } = -1;

        public int LeaderEpoch { get; set; } = -1;

        public string Host { get; set; } = "";

        public int Port { get; set; }
    }
}
