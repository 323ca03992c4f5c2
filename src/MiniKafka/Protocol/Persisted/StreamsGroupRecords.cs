using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Persisted;

/// <summary>The epoch of a Kafka Streams group. The key; type 17.</summary>
[Persisted(RecordFamily.GroupCoordinatorKey, 17, 0, 0)]
internal sealed partial class StreamsGroupMetadataKey
{
    public string GroupId { get; set; } = "";
}

/// <summary>The epoch of a Kafka Streams group. The value; type 17, version 0, flexible from 0.</summary>
[Persisted(RecordFamily.GroupCoordinatorValue, 17, 0, 0, FlexibleFrom = 0)]
internal sealed partial class StreamsGroupMetadataValue
{
    public int Epoch { get; set; }

    public long MetadataHash { get; set; }

    [Field(Tag = 0)]
    public int ValidatedTopologyEpoch { get; set; } = -1;

    [Field(Tag = 1)]
    public List<LastAssignmentConfig>? LastAssignmentConfigs { get; set; } = [];

    internal sealed partial class LastAssignmentConfig
    {
        public string Key { get; set; } = "";

        public string Value { get; set; } = "";
    }
}

/// <summary>A member of a Kafka Streams group. The key; type 19.</summary>
[Persisted(RecordFamily.GroupCoordinatorKey, 19, 0, 0)]
internal sealed partial class StreamsGroupMemberMetadataKey
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";
}

/// <summary>A member of a Kafka Streams group. The value; type 19, version 0, flexible from 0.</summary>
[Persisted(RecordFamily.GroupCoordinatorValue, 19, 0, 0, FlexibleFrom = 0)]
internal sealed partial class StreamsGroupMemberMetadataValue
{
    public string? InstanceId { get; set; } = "";

    public string? RackId { get; set; } = "";

    public string ClientId { get; set; } = "";

    public string ClientHost { get; set; } = "";

    public int RebalanceTimeoutMs { get; set; } = -1;

    public int TopologyEpoch { get; set; }

    public string ProcessId { get; set; } = "";

    public Endpoint? UserEndpoint { get; set; }

    public List<KeyValue> ClientTags { get; set; } = [];

    internal sealed partial class Endpoint
    {
        public string Host { get; set; } = "";

        public ushort Port { get; set; }
    }

    internal sealed partial class KeyValue
    {
        public string Key { get; set; } = "";

        public string Value { get; set; } = "";
    }
}

/// <summary>The epoch of a Kafka Streams group's target assignment. The key; type 20.</summary>
[Persisted(RecordFamily.GroupCoordinatorKey, 20, 0, 0)]
internal sealed partial class StreamsGroupTargetAssignmentMetadataKey
{
    public string GroupId { get; set; } = "";
}

/// <summary>The epoch of a Kafka Streams group's target assignment. The value; type 20, version 0, flexible from 0.</summary>
[Persisted(RecordFamily.GroupCoordinatorValue, 20, 0, 0, FlexibleFrom = 0)]
internal sealed partial class StreamsGroupTargetAssignmentMetadataValue
{
    public int AssignmentEpoch { get; set; }

    [Field(Tag = 0)]
    public long AssignmentTimestamp { get; set; }
}

/// <summary>The tasks the target assignment gives one member of a Kafka Streams group. The key; type 21.</summary>
[Persisted(RecordFamily.GroupCoordinatorKey, 21, 0, 0)]
internal sealed partial class StreamsGroupTargetAssignmentMemberKey
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";
}

/// <summary>The tasks the target assignment gives one member of a Kafka Streams group. The value; type 21, version 0, flexible from 0.</summary>
[Persisted(RecordFamily.GroupCoordinatorValue, 21, 0, 0, FlexibleFrom = 0)]
internal sealed partial class StreamsGroupTargetAssignmentMemberValue
{
    public List<TaskIds> ActiveTasks { get; set; } = [];

    public List<TaskIds> StandbyTasks { get; set; } = [];

    public List<TaskIds> WarmupTasks { get; set; } = [];

    internal sealed partial class TaskIds
    {
        public string SubtopologyId { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}

/// <summary>The tasks a member of a Kafka Streams group owns now. The key; type 22.</summary>
[Persisted(RecordFamily.GroupCoordinatorKey, 22, 0, 0)]
internal sealed partial class StreamsGroupCurrentMemberAssignmentKey
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";
}

/// <summary>The tasks a member of a Kafka Streams group owns now. The value; type 22, version 0, flexible from 0.</summary>
[Persisted(RecordFamily.GroupCoordinatorValue, 22, 0, 0, FlexibleFrom = 0)]
internal sealed partial class StreamsGroupCurrentMemberAssignmentValue
{
    public int MemberEpoch { get; set; }

    public int PreviousMemberEpoch { get; set; }

    public sbyte State { get; set; }

    public List<TaskIds> ActiveTasks { get; set; } = [];

    public List<TaskIds> StandbyTasks { get; set; } = [];

    public List<TaskIds> WarmupTasks { get; set; } = [];

    public List<TaskIds> ActiveTasksPendingRevocation { get; set; } = [];

    public List<TaskIds> StandbyTasksPendingRevocation { get; set; } = [];

    public List<TaskIds> WarmupTasksPendingRevocation { get; set; } = [];

    internal sealed partial class TaskIds
    {
        public string SubtopologyId { get; set; } = "";

        public List<int> Partitions { get; set; } = [];

        [Field(Tag = 0)]
        public List<int>? AssignmentEpochs { get; set; } = [];
    }
}

/// <summary>The topology of a Kafka Streams group. The key; type 23.</summary>
[Persisted(RecordFamily.GroupCoordinatorKey, 23, 0, 0)]
internal sealed partial class StreamsGroupTopologyKey
{
    public string GroupId { get; set; } = "";
}

/// <summary>The topology of a Kafka Streams group. The value; type 23, version 0, flexible from 0.</summary>
[Persisted(RecordFamily.GroupCoordinatorValue, 23, 0, 0, FlexibleFrom = 0)]
internal sealed partial class StreamsGroupTopologyValue
{
    public int Epoch { get; set; }

    public List<Subtopology> Subtopologies { get; set; } = [];

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

        public List<TopicConfig> TopicConfigs { get; set; } = [];
    }

    internal sealed partial class TopicConfig
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
}
