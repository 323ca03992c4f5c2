using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Active producers of partitions. Key 61, version 0, flexible from 0.</summary>
[Request(ApiKey.DescribeProducers, 0, 0, FlexibleFrom = 0)]
internal sealed partial class DescribeProducersRequest
{
    public List<TopicRequest> Topics { get; set; } = [];

    internal sealed partial class TopicRequest
    {
        public string Name { get; set; } = "";

        public List<int> PartitionIndexes { get; set; } = [];
    }
}

/// <summary>The answer to <see cref="DescribeProducersRequest"/>.</summary>
[Response(ApiKey.DescribeProducers, 0, 0, FlexibleFrom = 0)]
internal sealed partial class DescribeProducersResponse
{
    public int ThrottleTimeMs { get; set; }

    [Echo]
    public List<TopicResponse> Topics { get; set; } = [];

    internal sealed partial class TopicResponse
    {
        [Echo]
        public string Name { get; set; } = "";

        [Echo("PartitionIndexes")]
        public List<PartitionResponse> Partitions { get; set; } = [];
    }

    internal sealed partial class PartitionResponse
    {
        [Echo]
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; }

        public List<ProducerState> ActiveProducers { get; set; } = [];
    }

    internal sealed partial class ProducerState
    {
        public long ProducerId { get; set; }

        public int ProducerEpoch { get; set; }

        public int LastSequence { get; set; } = -1;

        public long LastTimestamp { get; set; } = -1;

        public int CoordinatorEpoch { get; set; }

        public long CurrentTxnStartOffset { get; set; } = -1;
    }
}
