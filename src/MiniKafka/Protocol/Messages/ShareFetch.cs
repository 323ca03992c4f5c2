using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Protocol.Messages;

/// <summary>Acquires records of share partitions, and acknowledges earlier ones. Key 78, versions 1 to 2, flexible from 1.</summary>
[Request(ApiKey.ShareFetch, 1, 2, FlexibleFrom = 1)]
internal sealed partial class ShareFetchRequest
{
    public string? GroupId { get; set; }

    public string? MemberId { get; set; } = "";

    public int ShareSessionEpoch { get; set; }

    public int MaxWaitMs { get; set; }

    public int MinBytes { get; set; }

    public int MaxBytes { get; set; } = int.MaxValue;

    public int MaxRecords { get; set; }

    public int BatchSize { get; set; }

    [Field(Since = 2, Ignorable = true)]
    public sbyte ShareAcquireMode { get; set; }

    [Field(Since = 2)]
    public bool IsRenewAck { get; set; }

    public List<FetchTopic> Topics { get; set; } = [];

    public List<ForgottenTopic> ForgottenTopicsData { get; set; } = [];

    internal sealed partial class FetchTopic
    {
        public Uuid TopicId { get; set; }

        public List<FetchPartition> Partitions { get; set; } = [];
    }

    internal sealed partial class FetchPartition
    {
        public int PartitionIndex { get; set; }

        public List<AcknowledgementBatch> AcknowledgementBatches { get; set; } = [];
    }

    internal sealed partial class AcknowledgementBatch
    {
        public long FirstOffset { get; set; }

        public long LastOffset { get; set; }

        public List<sbyte> AcknowledgeTypes { get; set; } = [];
    }

    internal sealed partial class ForgottenTopic
    {
        public Uuid TopicId { get; set; }

        public List<int> Partitions { get; set; } = [];
    }
}

/// <summary>The answer to <see cref="ShareFetchRequest"/>.</summary>
[Response(ApiKey.ShareFetch, 1, 2, FlexibleFrom = 1)]
internal sealed partial class ShareFetchResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public int AcquisitionLockTimeoutMs { get; set; }

    public List<ShareFetchableTopicResponse> Responses { get; set; } = [];

    public List<NodeEndpoint> NodeEndpoints { get; set; } = [];

    internal sealed partial class ShareFetchableTopicResponse
    {
        public Uuid TopicId { get; set; }

        public List<PartitionData> Partitions { get; set; } = [];
    }

    internal sealed partial class PartitionData
    {
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; }

        public ErrorCode AcknowledgeErrorCode { get; set; }

        public string? AcknowledgeErrorMessage { get; set; }

        public LeaderIdAndEpoch CurrentLeader { get; set; } = new();

        public SharedBytes Records { get; set; }

        public List<AcquiredRecords> AcquiredRecords { get; set; } = [];
    }

    internal sealed partial class LeaderIdAndEpoch
    {
        public int LeaderId { get; set; }

        public int LeaderEpoch { get; set; }
    }

    internal sealed partial class AcquiredRecords
    {
        public long FirstOffset { get; set; }

        public long LastOffset { get; set; }

        public short DeliveryCount { get; set; }
    }

    internal sealed partial class NodeEndpoint
    {
        public int NodeId { get; set; }

        public string Host { get; set; } = "";

        public int Port { get; set; }

        public string? Rack { get; set; }
    }
}
