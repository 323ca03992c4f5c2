using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Reads the durable state of share partitions. Key 84, version 0, flexible from 0.</summary>
[Request(ApiKey.ReadShareGroupState, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ReadShareGroupStateRequest
{
    public string GroupId { get; set; } = "";

    public List<ReadStateData> Topics { get; set; } = [];

    internal sealed partial class ReadStateData
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

/// <summary>The answer to <see cref="ReadShareGroupStateRequest"/>.</summary>
[Response(ApiKey.ReadShareGroupState, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ReadShareGroupStateResponse
{
    [Echo("Topics")]
    public List<ReadStateResult> Results { get; set; } = [];

    internal sealed partial class ReadStateResult
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

        public long StartOffset { get; set; }

        public List<StateBatch> StateBatches { get; set; } = [];
    }

    internal sealed partial class StateBatch
    {
        public long FirstOffset { get; set; }

        public long LastOffset { get; set; }

        public sbyte DeliveryState { get; set; }

        public short DeliveryCount { get; set; }
    }
}
