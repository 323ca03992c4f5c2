using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Joins, stays in or leaves a consumer group whose assignment the broker makes. Key 68, versions 0 to 1, flexible from 0.</summary>
[Request(ApiKey.ConsumerGroupHeartbeat, 0, 1, FlexibleFrom = 0)]
internal sealed partial class ConsumerGroupHeartbeatRequest
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";

    public int MemberEpoch { get; set; }

    public string? InstanceId { get; set; }

    public string? RackId { get; set; }

    public int RebalanceTimeoutMs { get; set; } = -1;

    public List<string>? SubscribedTopicNames { get; set; }

    [Field(Since = 1)]
    public string? SubscribedTopicRegex { get; set; }

    public string? ServerAssignor { get; set; }

    public List<TopicPartitionsData>? TopicPartitions { get; set; }

    internal sealed partial class TopicPartitionsData
    {
        public Uuid TopicId { get; set; }

        public List<int> Partitions { get; set; } = [];
    }
}

/// <summary>The answer to <see cref="ConsumerGroupHeartbeatRequest"/>.</summary>
[Response(ApiKey.ConsumerGroupHeartbeat, 0, 1, FlexibleFrom = 0)]
internal sealed partial class ConsumerGroupHeartbeatResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public string? MemberId { get; set; }

    public int MemberEpoch { get; set; }

    public int HeartbeatIntervalMs { get; set; }

    public AssignmentData? Assignment { get; set; }

    internal sealed partial class AssignmentData
    {
        public List<TopicPartitions> TopicPartitions { get; set; } = [];
    }

    internal sealed partial class TopicPartitions
    {
        public Uuid TopicId { get; set; }

        public List<int> Partitions { get; set; } = [];
    }
}
