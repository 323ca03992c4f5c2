using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Partitions of topics, page by page. Key 75, version 0, flexible from 0.</summary>
[Request(ApiKey.DescribeTopicPartitions, 0, 0, FlexibleFrom = 0)]
internal sealed partial class DescribeTopicPartitionsRequest
{
    public List<TopicRequest> Topics { get; set; } = [];

    public int ResponsePartitionLimit { get; set; } = 2000;

    public CursorData? Cursor { get; set; }

    internal sealed partial class TopicRequest
    {
        public string Name { get; set; } = "";
    }

    internal sealed partial class CursorData
    {
        public string TopicName { get; set; } = "";

        public int PartitionIndex { get; set; }
    }
}

/// <summary>The answer to <see cref="DescribeTopicPartitionsRequest"/>.</summary>
[Response(ApiKey.DescribeTopicPartitions, 0, 0, FlexibleFrom = 0)]
internal sealed partial class DescribeTopicPartitionsResponse
{
    public int ThrottleTimeMs { get; set; }

    [Echo]
    public List<DescribeTopicPartitionsResponseTopic> Topics { get; set; } = [];

    public Cursor? NextCursor { get; set; }

    internal sealed partial class DescribeTopicPartitionsResponseTopic
    {
        public ErrorCode ErrorCode { get; set; }

        [Echo]
        public string? Name { get; set; } = "";

        public Uuid TopicId { get; set; }

        public bool IsInternal { get; set; }

        public List<DescribeTopicPartitionsResponsePartition> Partitions { get; set; } = [];

        public int TopicAuthorizedOperations { get; set; } = int.MinValue;
    }

    internal sealed partial class DescribeTopicPartitionsResponsePartition
    {
        public ErrorCode ErrorCode { get; set; }

        public int PartitionIndex { get; set; }

        public int LeaderId { get; set; }

        public int LeaderEpoch { get; set; } = -1;

        public List<int> ReplicaNodes { get; set; } = [];

        public List<int> IsrNodes { get; set; } = [];

        public List<int>? EligibleLeaderReplicas { get; set; }

        public List<int>? LastKnownElr { get; set; }

        public List<int> OfflineReplicas { get; set; } = [];
    }

    internal sealed partial class Cursor
    {
        public string TopicName { get; set; } = "";

        public int PartitionIndex { get; set; }
    }
}
