using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Persisted;

/// <summary>What a member of a classic consumer group subscribes to, inside JoinGroup. Versions 0 to 3.</summary>
[Data(0, 3)]
internal sealed partial class ConsumerProtocolSubscription
{
    public List<string> Topics { get; set; } = [];

    public byte[]? UserData { get; set; }

    [Field(Since = 1, Ignorable = true)]
    public List<TopicPartition> OwnedPartitions { get; set; } = [];

    [Field(Since = 2, Ignorable = true)]
    public int GenerationId { get; set; } = -1;

    [Field(Since = 3, Ignorable = true)]
    public string? RackId { get; set; }

    internal sealed partial class TopicPartition
    {
        public string Topic { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}

/// <summary>What a member of a classic consumer group is assigned, inside SyncGroup. Versions 0 to 3.</summary>
[Data(0, 3)]
internal sealed partial class ConsumerProtocolAssignment
{
    public List<TopicPartition> AssignedPartitions { get; set; } = [];

    public byte[]? UserData { get; set; }

    internal sealed partial class TopicPartition
    {
        public string Topic { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}
