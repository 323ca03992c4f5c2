using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Moves the log start offset of partitions forward. Key 21, versions 0 to 2, flexible from 2.</summary>
[Request(ApiKey.DeleteRecords, 0, 2, FlexibleFrom = 2)]
internal sealed partial class DeleteRecordsRequest
{
    public List<DeleteRecordsTopic> Topics { get; set; } = [];

    public int TimeoutMs { get; set; }

    internal sealed partial class DeleteRecordsTopic
    {
        public string Name { get; set; } = "";

        public List<DeleteRecordsPartition> Partitions { get; set; } = [];
    }

    internal sealed partial class DeleteRecordsPartition
    {
        public int PartitionIndex { get; set; }

        public long Offset { get; set; }
    }
}

/// <summary>The answer to <see cref="DeleteRecordsRequest"/>.</summary>
[Response(ApiKey.DeleteRecords, 0, 2, FlexibleFrom = 2)]
internal sealed partial class DeleteRecordsResponse
{
    public int ThrottleTimeMs { get; set; }

    [Echo]
    public List<DeleteRecordsTopicResult> Topics { get; set; } = [];

    internal sealed partial class DeleteRecordsTopicResult
    {
        [Echo]
        public string Name { get; set; } = "";

        [Echo]
        public List<DeleteRecordsPartitionResult> Partitions { get; set; } = [];
    }

    internal sealed partial class DeleteRecordsPartitionResult
    {
        [Echo]
        public int PartitionIndex { get; set; }

        [Refused(-1)]
        public long LowWatermark { get; set; }

        public ErrorCode ErrorCode { get; set; }
    }
}
