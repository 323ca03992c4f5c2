using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Persisted;

/// <summary>What a node remembers of the quorum in its quorum-state file. Versions 0 to 1, flexible from 0.</summary>
[Data(0, 1, FlexibleFrom = 0)]
internal sealed partial class QuorumStateData
{
    [Field(Until = 0)]
    public string ClusterId { get; set; } = "";

    public int LeaderId { get; set; } = -1;

    public int LeaderEpoch { get; set; } = -1;

    public int VotedId { get; set; } = -1;

    [Field(Since = 1)]
    public Uuid VotedDirectoryId { get; set; }

    [Field(Until = 0)]
    public long AppliedOffset { get; set; }

    [Field(Until = 0)]
    public List<Voter>? CurrentVoters { get; set; } = [];

    internal sealed partial class Voter
    {
        public int VoterId { get; set; }
    }
}
