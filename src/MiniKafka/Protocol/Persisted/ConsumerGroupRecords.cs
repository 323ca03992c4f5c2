using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Persisted;

/// <summary>The epoch of a consumer group. The key; type 3.</summary>
[Persisted(RecordFamily.GroupCoordinatorKey, 3, 0, 0)]
internal sealed partial class ConsumerGroupMetadataKey
{
    public string GroupId { get; set; } = "";
}

/// <summary>The epoch of a consumer group. The value; type 3, version 0, flexible from 0.</summary>
[Persisted(RecordFamily.GroupCoordinatorValue, 3, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ConsumerGroupMetadataValue
{
    public int Epoch { get; set; }

    [Field(Tag = 0)]
    public long MetadataHash { get; set; }
}

/// <summary>The topics a consumer group saw, as older brokers wrote them. The key; type 4.</summary>
[Persisted(RecordFamily.GroupCoordinatorKey, 4, 0, 0)]
internal sealed partial class ConsumerGroupPartitionMetadataKey
{
    public string GroupId { get; set; } = "";
}

/// <summary>The topics a consumer group saw, as older brokers wrote them. The value; type 4, version 0, flexible from 0.</summary>
[Persisted(RecordFamily.GroupCoordinatorValue, 4, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ConsumerGroupPartitionMetadataValue
{
    public List<TopicMetadata> Topics { get; set; } = [];

    internal sealed partial class TopicMetadata
    {
        public Uuid TopicId { get; set; }

        public string TopicName { get; set; } = "";

        public int NumPartitions { get; set; }

        public List<PartitionMetadata> PartitionMetadata { get; set; } = [];
    }

    internal sealed partial class PartitionMetadata
    {
        public int Partition { get; set; }

        public List<string> Racks { get; set; } = [];
    }
}

/// <summary>A member of a consumer group: who it is and what it subscribes to. The key; type 5.</summary>
[Persisted(RecordFamily.GroupCoordinatorKey, 5, 0, 0)]
internal sealed partial class ConsumerGroupMemberMetadataKey
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";
}

/// <summary>A member of a consumer group: who it is and what it subscribes to. The value; type 5, version 0, flexible from 0.</summary>
[Persisted(RecordFamily.GroupCoordinatorValue, 5, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ConsumerGroupMemberMetadataValue
{
    public string? InstanceId { get; set; } = "";

    public string? RackId { get; set; } = "";

    public string ClientId { get; set; } = "";

    public string ClientHost { get; set; } = "";

    public List<string> SubscribedTopicNames { get; set; } = [];

    public string? SubscribedTopicRegex { get; set; } = "";

    public int RebalanceTimeoutMs { get; set; } = -1;

    public string? ServerAssignor { get; set; } = "";

    [Field(Tag = 0, WireNull = true)]
    public ClassicMemberMetadataData? ClassicMemberMetadata { get; set; } = new();

    internal sealed partial class ClassicMemberMetadataData
    {
        public int SessionTimeoutMs { get; set; }

        public List<ClassicProtocol> SupportedProtocols { get; set; } = [];
    }

    internal sealed partial class ClassicProtocol
    {
        public string Name { get; set; } = "";

        public byte[] Metadata { get; set; } = [];
    }
}

/// <summary>The epoch of a consumer group's target assignment. The key; type 6.</summary>
[Persisted(RecordFamily.GroupCoordinatorKey, 6, 0, 0)]
internal sealed partial class ConsumerGroupTargetAssignmentMetadataKey
{
    public string GroupId { get; set; } = "";
}

/// <summary>The epoch of a consumer group's target assignment. The value; type 6, version 0, flexible from 0.</summary>
[Persisted(RecordFamily.GroupCoordinatorValue, 6, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ConsumerGroupTargetAssignmentMetadataValue
{
    public int AssignmentEpoch { get; set; }

    [Field(Tag = 0)]
    public long AssignmentTimestamp { get; set; }
}

/// <summary>What the target assignment gives one member of a consumer group. The key; type 7.</summary>
[Persisted(RecordFamily.GroupCoordinatorKey, 7, 0, 0)]
internal sealed partial class ConsumerGroupTargetAssignmentMemberKey
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";
}

/// <summary>What the target assignment gives one member of a consumer group. The value; type 7, version 0, flexible from 0.</summary>
[Persisted(RecordFamily.GroupCoordinatorValue, 7, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ConsumerGroupTargetAssignmentMemberValue
{
    public List<TopicPartition> TopicPartitions { get; set; } = [];

    internal sealed partial class TopicPartition
    {
        public Uuid TopicId { get; set; }

        public List<int> Partitions { get; set; } = [];
    }
}

/// <summary>What a member of a consumer group owns now, and what it must give back. The key; type 8.</summary>
[Persisted(RecordFamily.GroupCoordinatorKey, 8, 0, 0)]
internal sealed partial class ConsumerGroupCurrentMemberAssignmentKey
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";
}

/// <summary>What a member of a consumer group owns now, and what it must give back. The value; type 8, version 0, flexible from 0.</summary>
[Persisted(RecordFamily.GroupCoordinatorValue, 8, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ConsumerGroupCurrentMemberAssignmentValue
{
    public int MemberEpoch { get; set; }

    public int PreviousMemberEpoch { get; set; }

    public sbyte State { get; set; }

    public List<TopicPartitions> AssignedPartitions { get; set; } = [];

    public List<TopicPartitions> PartitionsPendingRevocation { get; set; } = [];

    internal sealed partial class TopicPartitions
    {
        public Uuid TopicId { get; set; }

        public List<int> Partitions { get; set; } = [];

        [Field(Tag = 0)]
        public List<int>? AssignmentEpochs { get; set; } = [];
    }
}

/// <summary>The topics a regular expression of a consumer group resolved to. The key; type 16.</summary>
[Persisted(RecordFamily.GroupCoordinatorKey, 16, 0, 0)]
internal sealed partial class ConsumerGroupRegularExpressionKey
{
    public string GroupId { get; set; } = "";

    public string RegularExpression { get; set; } = "";
}

/// <summary>The topics a regular expression of a consumer group resolved to. The value; type 16, version 0, flexible from 0.</summary>
[Persisted(RecordFamily.GroupCoordinatorValue, 16, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ConsumerGroupRegularExpressionValue
{
    public List<string> Topics { get; set; } = [];

    public long Version { get; set; }

    public long Timestamp { get; set; }
}
