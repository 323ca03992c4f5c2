using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Joins, stays in or leaves a Kafka Streams group; carries topology and tasks. Key 88, version 0, flexible from 0.</summary>
[Request(ApiKey.StreamsGroupHeartbeat, 0, 0, FlexibleFrom = 0)]
internal sealed partial class StreamsGroupHeartbeatRequest
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";

    public int MemberEpoch { get; set; }

    public int EndpointInformationEpoch { get; set; }

    public string? InstanceId { get; set; }

    public string? RackId { get; set; }

    public int RebalanceTimeoutMs { get; set; } = -1;

    public TopologyData? Topology { get; set; }

    public List<TaskIds>? ActiveTasks { get; set; }

    public List<TaskIds>? StandbyTasks { get; set; }

    public List<TaskIds>? WarmupTasks { get; set; }

    public string? ProcessId { get; set; }

    public Endpoint? UserEndpoint { get; set; }

    public List<KeyValue>? ClientTags { get; set; }

    public List<TaskOffset>? TaskOffsets { get; set; }

    public List<TaskOffset>? TaskEndOffsets { get; set; }

    public bool ShutdownApplication { get; set; }

    internal sealed partial class TopologyData
    {
        public int Epoch { get; set; }

        public List<Subtopology> Subtopologies { get; set; } = [];
    }

    internal sealed partial class Subtopology
    {
        public string SubtopologyId { get; set; } = "";

        public List<string> SourceTopics { get; set; } = [];

        public List<string> SourceTopicRegex { get; set; } = [];

        public List<TopicInfo> StateChangelogTopics { get; set; } = [];

        public List<string> RepartitionSinkTopics { get; set; } = [];

        public List<TopicInfo> RepartitionSourceTopics { get; set; } = [];

        public List<CopartitionGroup> CopartitionGroups { get; set; } = [];
    }

    internal sealed partial class TopicInfo
    {
        public string Name { get; set; } = "";

        public int Partitions { get; set; }

        public short ReplicationFactor { get; set; }

        public List<KeyValue> TopicConfigs { get; set; } = [];
    }

    internal sealed partial class KeyValue
    {
        public string Key { get; set; } = "";

        public string Value { get; set; } = "";
    }

    internal sealed partial class CopartitionGroup
    {
        public List<short> SourceTopics { get; set; } = [];

        public List<short> SourceTopicRegex { get; set; } = [];

        public List<short> RepartitionSourceTopics { get; set; } = [];
    }

    internal sealed partial class TaskIds
    {
        public string SubtopologyId { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }

    internal sealed partial class Endpoint
    {
        public string Host { get; set; } = "";

        public ushort Port { get; set; }
    }

    internal sealed partial class TaskOffset
    {
        public string SubtopologyId { get; set; } = "";

        public int Partition { get; set; }

        public long Offset { get; set; }
    }
}

/// <summary>The answer to <see cref="StreamsGroupHeartbeatRequest"/>.</summary>
[Response(ApiKey.StreamsGroupHeartbeat, 0, 0, FlexibleFrom = 0)]
internal sealed partial class StreamsGroupHeartbeatResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public string MemberId { get; set; } = "";

    public int MemberEpoch { get; set; }

    public int HeartbeatIntervalMs { get; set; }

    public int AcceptableRecoveryLag { get; set; }

    public int TaskOffsetIntervalMs { get; set; }

    public List<StatusData>? Status { get; set; } = [];

    public List<TaskIds>? ActiveTasks { get; set; }

    public List<TaskIds>? StandbyTasks { get; set; }

    public List<TaskIds>? WarmupTasks { get; set; }

    public int EndpointInformationEpoch { get; set; }

    public List<EndpointToPartitions>? PartitionsByUserEndpoint { get; set; }

    internal sealed partial class StatusData
    {
        public sbyte StatusCode { get; set; }

        public string StatusDetail { get; set; } = "";
    }

    internal sealed partial class TaskIds
    {
        public string SubtopologyId { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }

    internal sealed partial class EndpointToPartitions
    {
        public Endpoint UserEndpoint { get; set; } = new();

        public List<TopicPartition> ActivePartitions { get; set; } = [];

        public List<TopicPartition> StandbyPartitions { get; set; } = [];
    }

    internal sealed partial class Endpoint
    {
        public string Host { get; set; } = "";

        public ushort Port { get; set; }
    }

    internal sealed partial class TopicPartition
    {
        public string Topic { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}
