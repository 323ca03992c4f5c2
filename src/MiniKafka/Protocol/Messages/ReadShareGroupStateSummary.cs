using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Reads offset and epochs of share partitions without their batches. Key 87, versions 0 to 1, flexible from 0.</summary>
[Request(ApiKey.ReadShareGroupStateSummary, 0, 1, FlexibleFrom = 0)]
internal sealed partial class ReadShareGroupStateSummaryRequest
{
    public string GroupId { get; set; } = "";

    public List<ReadStateSummaryData> Topics { get; set; } = [];

    internal sealed partial class ReadStateSummaryData
    {
        public Uuid TopicId { get; set; }

        public List<PartitionData> Partitions { get; set; } = [];
    }

    internal sealed partial class PartitionData
    {
        public int Partition { get; set; }

        public int LeaderEpoch { get; set; }
    }
}

/// <summary>The answer to <see cref="ReadShareGroupStateSummaryRequest"/>.</summary>
[Response(ApiKey.ReadShareGroupStateSummary, 0, 1, FlexibleFrom = 0)]
internal sealed partial class ReadShareGroupStateSummaryResponse
{
    [Echo("Topics")]
    public List<ReadStateSummaryResult> Results { get; set; } = [];

    internal sealed partial class ReadStateSummaryResult
    {
        [Echo]
        public Uuid TopicId { get; set; }

        [Echo]
        public List<PartitionResult> Partitions { get; set; } = [];
    }

    internal sealed partial class PartitionResult
    {
        [Echo]
        public int Partition { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; }

        public int StateEpoch { get; set; }

        public int LeaderEpoch { get; set; }

        public long StartOffset { get; set; }

        [Field(Since = 1, Ignorable = true)]
        public int DeliveryCompleteCount { get; set; } = -1;
    }
}
