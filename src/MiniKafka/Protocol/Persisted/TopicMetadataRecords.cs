using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Persisted;

/// <summary>A topic exists. Type 2, version 0.</summary>
[Persisted(RecordFamily.ClusterMetadata, 2, 0, 0, FlexibleFrom = 0)]
internal sealed partial class TopicRecord
{
    public string Name { get; set; } = "";

    public Uuid TopicId { get; set; }
}

/// <summary>A partition with its replicas, leader and in-sync replicas. Type 3, versions 0 to 2.</summary>
[Persisted(RecordFamily.ClusterMetadata, 3, 0, 2, FlexibleFrom = 0)]
internal sealed partial class PartitionRecord
{
    public int PartitionId { get; set; } = -1;

    public Uuid TopicId { get; set; }

    public List<int> Replicas { get; set; } = [];

    public List<int> Isr { get; set; } = [];

    public List<int> RemovingReplicas { get; set; } = [];

    public List<int> AddingReplicas { get; set; } = [];

    public int Leader { get; set; } = -1;

    [Field(Tag = 0)]
    public sbyte LeaderRecoveryState { get; set; }

    public int LeaderEpoch { get; set; } = -1;

    public int PartitionEpoch { get; set; } = -1;

    [Field(Since = 1)]
    public List<Uuid> Directories { get; set; } = [];

    [Field(Since = 2, Tag = 1)]
    public List<int>? EligibleLeaderReplicas { get; set; }

    [Field(Since = 2, Tag = 2)]
    public List<int>? LastKnownElr { get; set; }
}

/// <summary>What changed in a partition; what is null stays. Type 5, versions 0 to 2.</summary>
[Persisted(RecordFamily.ClusterMetadata, 5, 0, 2, FlexibleFrom = 0)]
internal sealed partial class PartitionChangeRecord
{
    public int PartitionId { get; set; } = -1;

    public Uuid TopicId { get; set; }

    [Field(Tag = 0)]
    public List<int>? Isr { get; set; }

    [Field(Tag = 1)]
    public int Leader { get; set; } = -2;

    [Field(Tag = 2)]
    public List<int>? Replicas { get; set; }

    [Field(Tag = 3)]
    public List<int>? RemovingReplicas { get; set; }

    [Field(Tag = 4)]
    public List<int>? AddingReplicas { get; set; }

    [Field(Tag = 5)]
    public sbyte LeaderRecoveryState { get; set; } = -1;

    [Field(Since = 1, Tag = 8)]
    public List<Uuid>? Directories { get; set; }

    [Field(Since = 2, Tag = 6)]
    public List<int>? EligibleLeaderReplicas { get; set; }

    [Field(Since = 2, Tag = 7)]
    public List<int>? LastKnownElr { get; set; }
}

/// <summary>A topic is deleted, with everything that hangs on it. Type 9, version 0.</summary>
[Persisted(RecordFamily.ClusterMetadata, 9, 0, 0, FlexibleFrom = 0)]
internal sealed partial class RemoveTopicRecord
{
    public Uuid TopicId { get; set; }
}

/// <summary>Forgets the eligible leader replicas of a topic or of all. Type 28, version 0.</summary>
[Persisted(RecordFamily.ClusterMetadata, 28, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ClearElrRecord
{
    public string TopicName { get; set; } = "";
}
