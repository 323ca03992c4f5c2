using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>State, topology, members and tasks of Kafka Streams groups. Key 89, version 0, flexible from 0.</summary>
[Request(ApiKey.StreamsGroupDescribe, 0, 0, FlexibleFrom = 0)]
internal sealed partial class StreamsGroupDescribeRequest
{
    public List<string> GroupIds { get; set; } = [];

    public bool IncludeAuthorizedOperations { get; set; }
}

/// <summary>The answer to <see cref="StreamsGroupDescribeRequest"/>.</summary>
[Response(ApiKey.StreamsGroupDescribe, 0, 0, FlexibleFrom = 0)]
internal sealed partial class StreamsGroupDescribeResponse
{
    public int ThrottleTimeMs { get; set; }

    [Echo("GroupIds")]
    public List<DescribedGroup> Groups { get; set; } = [];

    internal sealed partial class DescribedGroup
    {
        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; }

        [Echo]
        public string GroupId { get; set; } = "";

        public string GroupState { get; set; } = "";

        public int GroupEpoch { get; set; }

        public int AssignmentEpoch { get; set; }

        public Topology? Topology { get; set; }

        public List<Member> Members { get; set; } = [];

        public int AuthorizedOperations { get; set; } = int.MinValue;
    }

    internal sealed partial class Topology
    {
        public int Epoch { get; set; }

        public List<Subtopology>? Subtopologies { get; set; }
    }

    internal sealed partial class Subtopology
    {
        public string SubtopologyId { get; set; } = "";

        public List<string> SourceTopics { get; set; } = [];

        public List<string> RepartitionSinkTopics { get; set; } = [];

        public List<TopicInfo> StateChangelogTopics { get; set; } = [];

        public List<TopicInfo> RepartitionSourceTopics { get; set; } = [];
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

    internal sealed partial class Member
    {
        public string MemberId { get; set; } = "";

        public int MemberEpoch { get; set; }

        public string? InstanceId { get; set; }

        public string? RackId { get; set; }

        public string ClientId { get; set; } = "";

        public string ClientHost { get; set; } = "";

        public int TopologyEpoch { get; set; }

        public string ProcessId { get; set; } = "";

        public Endpoint? UserEndpoint { get; set; }

        public List<KeyValue> ClientTags { get; set; } = [];

        public List<TaskOffset> TaskOffsets { get; set; } = [];

        public List<TaskOffset> TaskEndOffsets { get; set; } = [];

        public Assignment Assignment { get; set; } = new();

        public Assignment TargetAssignment { get; set; } = new();

        public bool IsClassic { get; set; }
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

    internal sealed partial class Assignment
    {
        public List<TaskIds> ActiveTasks { get; set; } = [];

        public List<TaskIds> StandbyTasks { get; set; } = [];

        public List<TaskIds> WarmupTasks { get; set; } = [];
    }

    internal sealed partial class TaskIds
    {
        public string SubtopologyId { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}
