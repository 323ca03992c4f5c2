using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Writes the durable state of share partitions. Key 85, versions 0 to 1, flexible from 0.</summary>
[Request(ApiKey.WriteShareGroupState, 0, 1, FlexibleFrom = 0)]
internal sealed partial class WriteShareGroupStateRequest
{
    public string GroupId { get; set; } = "";

    public List<WriteStateData> Topics { get; set; } = [];

    internal sealed partial class WriteStateData
    {
        public Uuid TopicId { get; set; }

        public List<PartitionData> Partitions { get; set; } = [];
    }

    internal sealed partial class PartitionData
    {
        public int Partition { get; set; }

        public int StateEpoch { get; set; }

        public int LeaderEpoch { get; set; }

        public long StartOffset { get; set; }

        [Field(Since = 1, Ignorable = true)]
        public int DeliveryCompleteCount { get; set; } = -1;

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

/// <summary>The answer to <see cref="WriteShareGroupStateRequest"/>.</summary>
[Response(ApiKey.WriteShareGroupState, 0, 1, FlexibleFrom = 0)]
internal sealed partial class WriteShareGroupStateResponse
{
    [Echo("Topics")]
    public List<WriteStateResult> Results { get; set; } = [];

    internal sealed partial class WriteStateResult
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
    }
}
