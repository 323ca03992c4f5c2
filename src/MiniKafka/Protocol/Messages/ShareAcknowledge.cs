using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Acknowledges acquired records of share partitions. Key 79, versions 1 to 2, flexible from 1.</summary>
[Request(ApiKey.ShareAcknowledge, 1, 2, FlexibleFrom = 1)]
internal sealed partial class ShareAcknowledgeRequest
{
    public string? GroupId { get; set; }

    public string? MemberId { get; set; } = "";

    public int ShareSessionEpoch { get; set; }

    [Field(Since = 2)]
    public bool IsRenewAck { get; set; }

    public List<AcknowledgeTopic> Topics { get; set; } = [];

    internal sealed partial class AcknowledgeTopic
    {
        public Uuid TopicId { get; set; }

        public List<AcknowledgePartition> Partitions { get; set; } = [];
    }

    internal sealed partial class AcknowledgePartition
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
}

/// <summary>The answer to <see cref="ShareAcknowledgeRequest"/>.</summary>
[Response(ApiKey.ShareAcknowledge, 1, 2, FlexibleFrom = 1)]
internal sealed partial class ShareAcknowledgeResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    [Field(Since = 2, Ignorable = true)]
    public int AcquisitionLockTimeoutMs { get; set; }

    public List<ShareAcknowledgeTopicResponse> Responses { get; set; } = [];

    public List<NodeEndpoint> NodeEndpoints { get; set; } = [];

    internal sealed partial class ShareAcknowledgeTopicResponse
    {
        public Uuid TopicId { get; set; }

        public List<PartitionData> Partitions { get; set; } = [];
    }

    internal sealed partial class PartitionData
    {
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; }

        public LeaderIdAndEpoch CurrentLeader { get; set; } = new();
    }

    internal sealed partial class LeaderIdAndEpoch
    {
        public int LeaderId { get; set; }

        public int LeaderEpoch { get; set; }
    }

    internal sealed partial class NodeEndpoint
    {
        public int NodeId { get; set; }

        public string Host { get; set; } = "";

        public int Port { get; set; }

        public string? Rack { get; set; }
    }
}
