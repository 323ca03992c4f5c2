using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Protocol.Messages;

/// <summary>Reads record batches, for consumers and followers alike; waits until enough bytes are there. Key 1, versions 4 to 18, flexible from 12.</summary>
[Request(ApiKey.Fetch, 4, 18, FlexibleFrom = 12)]
internal sealed partial class FetchRequest
{
    [Field(Since = 12, Tag = 0, Ignorable = true)]
    public string? ClusterId { get; set; }

    [Field(Until = 14)]
    public int ReplicaId { get; set; } = -1;

    [Field(Since = 15, Tag = 1)]
    public ReplicaStateData? ReplicaState { get; set; }

    public int MaxWaitMs { get; set; }

    public int MinBytes { get; set; }

    public int MaxBytes { get; set; } = int.MaxValue;

    public sbyte IsolationLevel { get; set; }

    [Field(Since = 7, Ignorable = true)]
    public int SessionId { get; set; }

    [Field(Since = 7, Ignorable = true)]
    public int SessionEpoch { get; set; } = -1;

    public List<FetchTopic> Topics { get; set; } = [];

    [Field(Since = 7)]
    public List<ForgottenTopic> ForgottenTopicsData { get; set; } = [];

    [Field(Since = 11, Ignorable = true)]
    public string RackId { get; set; } = "";

    internal sealed partial class ReplicaStateData
    {
        public int ReplicaId { get; set; } = -1;

        public long ReplicaEpoch { get; set; } = -1;
    }

    internal sealed partial class FetchTopic
    {
        [Field(Until = 12, Ignorable = true)]
        public string Topic { get; set; } = "";

        [Field(Since = 13, Ignorable = true)]
        public Uuid TopicId { get; set; }

        public List<FetchPartition> Partitions { get; set; } = [];
    }

    internal sealed partial class FetchPartition
    {
        public int Partition { get; set; }

        [Field(Since = 9, Ignorable = true)]
        public int CurrentLeaderEpoch { get; set; } = -1;

        public long FetchOffset { get; set; }

        [Field(Since = 12)]
        public int LastFetchedEpoch { get; set; } = -1;

        [Field(Since = 5, Ignorable = true)]
        public long LogStartOffset { get; set; } = -1;

        public int PartitionMaxBytes { get; set; }

        [Field(Since = 17, Tag = 0, Ignorable = true)]
        public Uuid ReplicaDirectoryId { get; set; }

        [Field(Since = 18, Tag = 1, Ignorable = true)]
        public long HighWatermark { get; set; } = long.MaxValue;
    }

    internal sealed partial class ForgottenTopic
    {
        [Field(Until = 12, Ignorable = true)]
        public string Topic { get; set; } = "";

        [Field(Since = 13, Ignorable = true)]
        public Uuid TopicId { get; set; }

        public List<int> Partitions { get; set; } = [];
    }
}

/// <summary>The answer to <see cref="FetchRequest"/>.</summary>
[Response(ApiKey.Fetch, 4, 18, FlexibleFrom = 12)]
internal sealed partial class FetchResponse
{
    public int ThrottleTimeMs { get; set; }

    [Field(Since = 7, Ignorable = true)]
    public ErrorCode ErrorCode { get; set; }

    [Field(Since = 7)]
    [Echo]
    public int SessionId { get; set; }

    [Echo("Topics", Until = 12)]
    public List<FetchableTopicResponse> Responses { get; set; } = [];

    [Field(Since = 16, Tag = 0)]
    public List<NodeEndpoint> NodeEndpoints { get; set; } = [];

    internal sealed partial class FetchableTopicResponse
    {
        [Field(Until = 12, Ignorable = true)]
        [Echo]
        public string Topic { get; set; } = "";

        [Field(Since = 13, Ignorable = true)]
        public Uuid TopicId { get; set; }

        [Echo]
        public List<PartitionData> Partitions { get; set; } = [];
    }

    internal sealed partial class PartitionData
    {
        [Echo("Partition")]
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }

        [Refused(-1)]
        public long HighWatermark { get; set; }

        public long LastStableOffset { get; set; } = -1;

        [Field(Since = 5, Ignorable = true)]
        public long LogStartOffset { get; set; } = -1;

        [Field(Since = 12, Tag = 0)]
        public EpochEndOffset? DivergingEpoch { get; set; }

        [Field(Since = 12, Tag = 1)]
        public LeaderIdAndEpoch? CurrentLeader { get; set; }

        [Field(Since = 12, Tag = 2)]
        public SnapshotId? SnapshotId { get; set; }

        public List<AbortedTransaction>? AbortedTransactions { get; set; } = [];

        [Field(Since = 11)]
        public int PreferredReadReplica { get; set; } = -1;

        public SharedBytes? Records { get; set; }
    }

    internal sealed partial class EpochEndOffset
    {
        public int Epoch { get; set; } = -1;

        public long EndOffset { get; set; } = -1;
    }

    internal sealed partial class LeaderIdAndEpoch
    {
        public int LeaderId { get; set; } = -1;

        public int LeaderEpoch { get; set; } = -1;
    }

    internal sealed partial class SnapshotId
    {
        public long EndOffset { get; set; } = -1;

        public int Epoch { get; set; } = -1;
    }

    internal sealed partial class AbortedTransaction
    {
        public long ProducerId { get; set; }

        public long FirstOffset { get; set; }
    }

    internal sealed partial class NodeEndpoint
    {
        public int NodeId { get; set; }

        public string Host { get; set; } = "";

        public int Port { get; set; }

        public string? Rack { get; set; }
    }
}
