using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>A leader of the metadata quorum steps down. Key 54, versions 0 to 1, flexible from 1.</summary>
[Request(ApiKey.EndQuorumEpoch, 0, 1, FlexibleFrom = 1)]
internal sealed partial class EndQuorumEpochRequest
{
    public string? ClusterId { get; set; }

    public List<TopicData> Topics { get; set; } = [];

    [Field(Since = 1, Ignorable = true)]
    public List<LeaderEndpoint> LeaderEndpoints { get; set; } = [];

    internal sealed partial class TopicData
    {
        public string TopicName { get; set; } = "";

        public List<PartitionData> Partitions { get; set; } = [];
    }

    internal sealed partial class PartitionData
    {
        public int PartitionIndex { get; set; }

        public int LeaderId { get; set; }

        public int LeaderEpoch { get; set; }

        [Field(Until = 0, Ignorable = true)]
        public List<int> PreferredSuccessors { get; set; } = [];

        [Field(Since = 1, Ignorable = true)]
        public List<ReplicaInfo> PreferredCandidates { get; set; } = [];
    }

    internal sealed partial class ReplicaInfo
    {
        public int CandidateId { get; set; }

        public Uuid CandidateDirectoryId { get; set; }
    }

    internal sealed partial class LeaderEndpoint
    {
        public string Name { get; set; } = "";

        public string Host { get; set; } = "";

        public ushort Port { get; set; }
    }
}

/// <summary>The answer to <see cref="EndQuorumEpochRequest"/>.</summary>
[Response(ApiKey.EndQuorumEpoch, 0, 1, FlexibleFrom = 1)]
internal sealed partial class EndQuorumEpochResponse
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
    }

    internal sealed partial class NodeEndpoint
    {
        public int NodeId { get; set; }

        public string Host { get; set; } = "";

        public ushort Port { get; set; }
    }
}
