using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Asks a voter of the metadata quorum for its vote or pre-vote. Key 52, versions 0 to 2, flexible from 0.</summary>
[Request(ApiKey.Vote, 0, 2, FlexibleFrom = 0)]
internal sealed partial class VoteRequest
{
    public string? ClusterId { get; set; }

    [Field(Since = 1, Ignorable = true)]
    public int VoterId { get; set; } = -1;

    public List<TopicData> Topics { get; set; } = [];

    internal sealed partial class TopicData
    {
        public string TopicName { get; set; } = "";

        public List<PartitionData> Partitions { get; set; } = [];
    }

    internal sealed partial class PartitionData
    {
        public int PartitionIndex { get; set; }

        public int ReplicaEpoch { get; set; }

        public int ReplicaId { get; set; }

        [Field(Since = 1, Ignorable = true)]
        public Uuid ReplicaDirectoryId { get; set; }

        [Field(Since = 1, Ignorable = true)]
        public Uuid VoterDirectoryId { get; set; }

        public int LastOffsetEpoch { get; set; }

        public long LastOffset { get; set; }

        [Field(Since = 2)]
        public bool PreVote { get; set; }
    }
}

/// <summary>The answer to <see cref="VoteRequest"/>.</summary>
[Response(ApiKey.Vote, 0, 2, FlexibleFrom = 0)]
internal sealed partial class VoteResponse
{
    public ErrorCode ErrorCode { get; set; }

    public List<TopicData> Topics { get; set; } = [];

    [Field(Since = 1, Tag = 0)]
    public List<NodeEndpoint> NodeEndpoints { get; set; } = [];

    internal sealed partial class TopicData
    {
        public string TopicName { get; set; } = "";

        public List<PartitionData> Partitions { get; set; } = [];
    }

    internal sealed partial class PartitionData
    {
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public int LeaderId { get; set; }

        public int LeaderEpoch { get; set; }

        public bool VoteGranted { get; set; }
    }

    internal sealed partial class NodeEndpoint
    {
        public int NodeId { get; set; }

        public string Host { get; set; } = "";

        public ushort Port { get; set; }
    }
}
