using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Elects the preferred or, uncleanly, any living replica. Key 43, versions 0 to 2, flexible from 2.</summary>
[Request(ApiKey.ElectLeaders, 0, 2, FlexibleFrom = 2)]
internal sealed partial class ElectLeadersRequest
{
    [Field(Since = 1)]
    public sbyte ElectionType { get; set; }

    public List<TopicPartitionsData>? TopicPartitions { get; set; } = [];

    public int TimeoutMs { get; set; } = 60000;

    internal sealed partial class TopicPartitionsData
    {
        public string Topic { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}

/// <summary>The answer to <see cref="ElectLeadersRequest"/>.</summary>
[Response(ApiKey.ElectLeaders, 0, 2, FlexibleFrom = 2)]
internal sealed partial class ElectLeadersResponse
{
    public int ThrottleTimeMs { get; set; }

    [Field(Since = 1)]
    public ErrorCode ErrorCode { get; set; }

    [Echo("TopicPartitions")]
    public List<ReplicaElectionResult> ReplicaElectionResults { get; set; } = [];

    internal sealed partial class ReplicaElectionResult
    {
        [Echo]
        public string Topic { get; set; } = "";

        [Echo("Partitions")]
        public List<PartitionResult> PartitionResult { get; set; } = [];
    }

    internal sealed partial class PartitionResult
    {
        [Echo]
        public int PartitionId { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";
    }
}
