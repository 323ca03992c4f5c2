using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Protocol.Messages;

/// <summary>Appends record batches to partitions; no answer at all when acks is 0. Key 0, versions 3 to 13, flexible from 9.</summary>
[Request(ApiKey.Produce, 3, 13, FlexibleFrom = 9)]
internal sealed partial class ProduceRequest
{
    public string? TransactionalId { get; set; }

    public short Acks { get; set; }

    public int TimeoutMs { get; set; }

    public List<TopicProduceData> TopicData { get; set; } = [];

    /// <summary>The answer names each partition once, also one that stands twice, and no topic without partitions.</summary>
    public ProduceResponse Refuse(short version, ErrorCode code, string? message = null) => new()
    {
        Responses =
        [
            .. TopicData.Where(topic => topic.PartitionData.Count > 0).GroupBy(topic => (topic.Name, topic.TopicId)).Select(topic => new ProduceResponse.TopicProduceResponse
            {
                Name = topic.Key.Name,
                TopicId = topic.Key.TopicId,
                PartitionResponses =
                [
                    .. topic.SelectMany(data => data.PartitionData).Select(partition => partition.Index).Distinct().Select(index => new ProduceResponse.PartitionProduceResponse
                    {
                        Index = index, ErrorCode = code, BaseOffset = -1, ErrorMessage = message,
                    }),
                ],
            }),
        ],
    };

    internal sealed partial class TopicProduceData
    {
        [Field(Until = 12, Ignorable = true)]
        public string Name { get; set; } = "";

        [Field(Since = 13, Ignorable = true)]
        public Uuid TopicId { get; set; }

        public List<PartitionProduceData> PartitionData { get; set; } = [];
    }

    internal sealed partial class PartitionProduceData
    {
        public int Index { get; set; }

        public SharedBytes? Records { get; set; }
    }
}

/// <summary>The answer to <see cref="ProduceRequest"/>.</summary>
[Response(ApiKey.Produce, 3, 13, FlexibleFrom = 9)]
internal sealed partial class ProduceResponse
{
    public List<TopicProduceResponse> Responses { get; set; } = [];

    public int ThrottleTimeMs { get; set; }

    [Field(Since = 10, Tag = 0)]
    public List<NodeEndpoint> NodeEndpoints { get; set; } = [];

    internal sealed partial class TopicProduceResponse
    {
        [Field(Until = 12, Ignorable = true)]
        public string Name { get; set; } = "";

        [Field(Since = 13, Ignorable = true)]
        public Uuid TopicId { get; set; }

        public List<PartitionProduceResponse> PartitionResponses { get; set; } = [];
    }

    internal sealed partial class PartitionProduceResponse
    {
        public int Index { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public long BaseOffset { get; set; }

        public long LogAppendTimeMs { get; set; } = -1;

        [Field(Since = 5, Ignorable = true)]
        public long LogStartOffset { get; set; } = -1;

        [Field(Since = 8, Ignorable = true)]
        public List<BatchIndexAndErrorMessage> RecordErrors { get; set; } = [];

        [Field(Since = 8, Ignorable = true)]
        public string? ErrorMessage { get; set; }

        [Field(Since = 10, Tag = 0)]
        public LeaderIdAndEpoch? CurrentLeader { get; set; }
    }

    internal sealed partial class BatchIndexAndErrorMessage
    {
        public int BatchIndex { get; set; }

        public string? BatchIndexErrorMessage { get; set; }
    }

    internal sealed partial class LeaderIdAndEpoch
    {
        public int LeaderId { get; set; } = -1;

        public int LeaderEpoch { get; set; } = -1;
    }

    internal sealed partial class NodeEndpoint
    {
        public int NodeId { get; set; }

        public string Host { get; set; } = "";

        public int Port { get; set; }

        public string? Rack { get; set; }
    }
}
