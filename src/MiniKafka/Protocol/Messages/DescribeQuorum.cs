using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Leader, voters and observers of the metadata quorum, and how far each is. Key 55, versions 0 to 2, flexible from 0.</summary>
[Request(ApiKey.DescribeQuorum, 0, 2, FlexibleFrom = 0)]
internal sealed partial class DescribeQuorumRequest
{
    public List<TopicData> Topics { get; set; } = [];

    internal sealed partial class TopicData
    {
        public string TopicName { get; set; } = "";

        public List<PartitionData> Partitions { get; set; } = [];
    }

    internal sealed partial class PartitionData
    {
        public int PartitionIndex { get; set; }
    }
}

/// <summary>The answer to <see cref="DescribeQuorumRequest"/>.</summary>
[Response(ApiKey.DescribeQuorum, 0, 2, FlexibleFrom = 0)]
internal sealed partial class DescribeQuorumResponse
{
    public ErrorCode ErrorCode { get; set; }

    [Field(Since = 2, Ignorable = true)]
    public string? ErrorMessage { get; set; } = "";

    public List<TopicData> Topics { get; set; } = [];

    [Field(Since = 2)]
    public List<Node> Nodes { get; set; } = [];

    internal sealed partial class TopicData
    {
        public string TopicName { get; set; } = "";

        public List<PartitionData> Partitions { get; set; } = [];
    }

    internal sealed partial class PartitionData
    {
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }

        [Field(Since = 2, Ignorable = true)]
        public string? ErrorMessage { get; set; } = "";

        public int LeaderId { get; set; }

        public int LeaderEpoch { get; set; }

        public long HighWatermark { get; set; }

        public List<ReplicaState> CurrentVoters { get; set; } = [];

        public List<ReplicaState> Observers { get; set; } = [];
    }

    internal sealed partial class ReplicaState
    {
        public int ReplicaId { get; set; }

        [Field(Since = 2)]
        public Uuid ReplicaDirectoryId { get; set; }

        public long LogEndOffset { get; set; }

        [Field(Since = 1, Ignorable = true)]
        public long LastFetchTimestamp { get; set; } = -1;

        [Field(Since = 1, Ignorable = true)]
        public long LastCaughtUpTimestamp { get; set; } = -1;
    }

    internal sealed partial class Node
    {
        public int NodeId { get; set; }

        public List<Listener> Listeners { get; set; } = [];
    }

    internal sealed partial class Listener
    {
        public string Name { get; set; } = "";

        public string Host { get; set; } = "";

        public ushort Port { get; set; }
    }
}
