using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Persisted;

/// <summary>A member of a share group. The key; type 10.</summary>
[Persisted(RecordFamily.GroupCoordinatorKey, 10, 0, 0)]
internal sealed partial class ShareGroupMemberMetadataKey
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";
}

/// <summary>A member of a share group. The value; type 10, version 0, flexible from 0.</summary>
[Persisted(RecordFamily.GroupCoordinatorValue, 10, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ShareGroupMemberMetadataValue
{
    public string? RackId { get; set; } = "";

    public string ClientId { get; set; } = "";

    public string ClientHost { get; set; } = "";

    public List<string> SubscribedTopicNames { get; set; } = [];
}

/// <summary>The epoch of a share group. The key; type 11.</summary>
[Persisted(RecordFamily.GroupCoordinatorKey, 11, 0, 0)]
internal sealed partial class ShareGroupMetadataKey
{
    public string GroupId { get; set; } = "";
}

/// <summary>The epoch of a share group. The value; type 11, version 0, flexible from 0.</summary>
[Persisted(RecordFamily.GroupCoordinatorValue, 11, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ShareGroupMetadataValue
{
    public int Epoch { get; set; }

    public long MetadataHash { get; set; }
}

/// <summary>The epoch of a share group's target assignment. The key; type 12.</summary>
[Persisted(RecordFamily.GroupCoordinatorKey, 12, 0, 0)]
internal sealed partial class ShareGroupTargetAssignmentMetadataKey
{
    public string GroupId { get; set; } = "";
}

/// <summary>The epoch of a share group's target assignment. The value; type 12, version 0, flexible from 0.</summary>
[Persisted(RecordFamily.GroupCoordinatorValue, 12, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ShareGroupTargetAssignmentMetadataValue
{
    public int AssignmentEpoch { get; set; }

    [Field(Tag = 0)]
    public long AssignmentTimestamp { get; set; }
}

/// <summary>What the target assignment gives one member of a share group. The key; type 13.</summary>
[Persisted(RecordFamily.GroupCoordinatorKey, 13, 0, 0)]
internal sealed partial class ShareGroupTargetAssignmentMemberKey
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";
}

/// <summary>What the target assignment gives one member of a share group. The value; type 13, version 0, flexible from 0.</summary>
[Persisted(RecordFamily.GroupCoordinatorValue, 13, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ShareGroupTargetAssignmentMemberValue
{
    public List<TopicPartition> TopicPartitions { get; set; } = [];

    internal sealed partial class TopicPartition
    {
        public Uuid TopicId { get; set; }

        public List<int> Partitions { get; set; } = [];
    }
}

/// <summary>What a member of a share group reads now. The key; type 14.</summary>
[Persisted(RecordFamily.GroupCoordinatorKey, 14, 0, 0)]
internal sealed partial class ShareGroupCurrentMemberAssignmentKey
{
    public string GroupId { get; set; } = "";

    public string MemberId { get; set; } = "";
}

/// <summary>What a member of a share group reads now. The value; type 14, version 0, flexible from 0.</summary>
[Persisted(RecordFamily.GroupCoordinatorValue, 14, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ShareGroupCurrentMemberAssignmentValue
{
    public int MemberEpoch { get; set; }

    public int PreviousMemberEpoch { get; set; }

    public sbyte State { get; set; }

    public List<TopicPartitions> AssignedPartitions { get; set; } = [];

    internal sealed partial class TopicPartitions
    {
        public Uuid TopicId { get; set; }

        public List<int> Partitions { get; set; } = [];
    }
}

/// <summary>Which share partitions of a group have durable state. The key; type 15.</summary>
[Persisted(RecordFamily.GroupCoordinatorKey, 15, 0, 0)]
internal sealed partial class ShareGroupStatePartitionMetadataKey
{
    public string GroupId { get; set; } = "";
}

/// <summary>Which share partitions of a group have durable state. The value; type 15, version 0, flexible from 0.</summary>
[Persisted(RecordFamily.GroupCoordinatorValue, 15, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ShareGroupStatePartitionMetadataValue
{
    public List<TopicPartitionsInfo> InitializingTopics { get; set; } = [];

    public List<TopicPartitionsInfo> InitializedTopics { get; set; } = [];

    public List<TopicInfo> DeletingTopics { get; set; } = [];

    internal sealed partial class TopicPartitionsInfo
    {
        public Uuid TopicId { get; set; }

        public string TopicName { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }

    internal sealed partial class TopicInfo
    {
        public Uuid TopicId { get; set; }

        public string TopicName { get; set; } = "";
    }
}
