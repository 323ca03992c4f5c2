using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>A partition's leader asks the controller to change the in-sync replicas. Key 56, versions 2 to 3, flexible from 2.</summary>
[Request(ApiKey.AlterPartition, 2, 3, FlexibleFrom = 2)]
internal sealed partial class AlterPartitionRequest
{
    public int BrokerId { get; set; }

    public long BrokerEpoch { get; set; } = -1;

    public List<TopicData> Topics { get; set; } = [];

    internal sealed partial class TopicData
    {
        public Uuid TopicId { get; set; }

        public List<PartitionData> Partitions { get; set; } = [];
    }

    internal sealed partial class PartitionData
    {
        public int PartitionIndex { get; set; }

        public int LeaderEpoch { get; set; }

        [Field(Until = 2)]
        public List<int> NewIsr { get; set; } = [];

        [Field(Since = 3)]
        public List<BrokerState> NewIsrWithEpochs { get; set; } = [];

        public sbyte LeaderRecoveryState { get; set; }

        public int PartitionEpoch { get; set; }
    }

    internal sealed partial class BrokerState
    {
        public int BrokerId { get; set; }

        public long BrokerEpoch { get; set; } = -1;
    }
}

/// <summary>The answer to <see cref="AlterPartitionRequest"/>.</summary>
[Response(ApiKey.AlterPartition, 2, 3, FlexibleFrom = 2)]
internal sealed partial class AlterPartitionResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public List<TopicData> Topics { get; set; } = [];

    internal sealed partial class TopicData
    {
        public Uuid TopicId { get; set; }

        public List<PartitionData> Partitions { get; set; } = [];
    }

    internal sealed partial class PartitionData
    {
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public int LeaderId { get; set; }

        public int LeaderEpoch { get; set; }

        public List<int> Isr { get; set; } = [];

        public sbyte LeaderRecoveryState { get; set; }

        public int PartitionEpoch { get; set; }
    }
}
