using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Starts or cancels moving partitions to other replicas. Key 45, versions 0 to 1, flexible from 0.</summary>
[Request(ApiKey.AlterPartitionReassignments, 0, 1, FlexibleFrom = 0)]
internal sealed partial class AlterPartitionReassignmentsRequest
{
    public int TimeoutMs { get; set; } = 60000;

    [Field(Since = 1)]
    public bool AllowReplicationFactorChange { get; set; } = true;

    public List<ReassignableTopic> Topics { get; set; } = [];

    internal sealed partial class ReassignableTopic
    {
        public string Name { get; set; } = "";

        public List<ReassignablePartition> Partitions { get; set; } = [];
    }

    internal sealed partial class ReassignablePartition
    {
        public int PartitionIndex { get; set; }

        public List<int>? Replicas { get; set; }
    }
}

/// <summary>The answer to <see cref="AlterPartitionReassignmentsRequest"/>.</summary>
[Response(ApiKey.AlterPartitionReassignments, 0, 1, FlexibleFrom = 0)]
internal sealed partial class AlterPartitionReassignmentsResponse
{
    public int ThrottleTimeMs { get; set; }

    [Field(Since = 1, Ignorable = true)]
    public bool AllowReplicationFactorChange { get; set; } = true;

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; } = "";

    [Echo("Topics")]
    public List<ReassignableTopicResponse> Responses { get; set; } = [];

    internal sealed partial class ReassignableTopicResponse
    {
        [Echo]
        public string Name { get; set; } = "";

        [Echo]
        public List<ReassignablePartitionResponse> Partitions { get; set; } = [];
    }

    internal sealed partial class ReassignablePartitionResponse
    {
        [Echo]
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";
    }
}
