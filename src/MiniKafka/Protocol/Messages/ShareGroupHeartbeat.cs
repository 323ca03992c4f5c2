using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Joins, stays in or leaves a share group. Key 76, version 1, flexible from 1.</summary>
[Request(ApiKey.ShareGroupHeartbeat, 1, 1, FlexibleFrom = 1)]
internal sealed partial class ShareGroupHeartbeatRequest
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";

    public int MemberEpoch { get; set; }

    public string? RackId { get; set; }

    public List<string>? SubscribedTopicNames { get; set; }
}

/// <summary>The answer to <see cref="ShareGroupHeartbeatRequest"/>.</summary>
[Response(ApiKey.ShareGroupHeartbeat, 1, 1, FlexibleFrom = 1)]
internal sealed partial class ShareGroupHeartbeatResponse
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
