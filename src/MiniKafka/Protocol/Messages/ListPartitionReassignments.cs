using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>The partition moves under way. Key 46, version 0, flexible from 0.</summary>
[Request(ApiKey.ListPartitionReassignments, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ListPartitionReassignmentsRequest
{
    public int TimeoutMs { get; set; } = 60000;

    public List<ListPartitionReassignmentsTopics>? Topics { get; set; }

    internal sealed partial class ListPartitionReassignmentsTopics
    {
        public string Name { get; set; } = "";

        public List<int> PartitionIndexes { get; set; } = [];
    }
}

/// <summary>The answer to <see cref="ListPartitionReassignmentsRequest"/>.</summary>
[Response(ApiKey.ListPartitionReassignments, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ListPartitionReassignmentsResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; } = "";

    [Echo]
    public List<OngoingTopicReassignment> Topics { get; set; } = [];

    internal sealed partial class OngoingTopicReassignment
    {
        [Echo]
        public string Name { get; set; } = "";

        [Echo("PartitionIndexes")]
        public List<OngoingPartitionReassignment> Partitions { get; set; } = [];
    }

    internal sealed partial class OngoingPartitionReassignment
    {
        [Echo]
        public int PartitionIndex { get; set; }

        public List<int> Replicas { get; set; } = [];

        public List<int> AddingReplicas { get; set; } = [];

        public List<int> RemovingReplicas { get; set; } = [];
    }
}
