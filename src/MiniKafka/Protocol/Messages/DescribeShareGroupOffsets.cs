using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Start offsets of share groups. Key 90, versions 0 to 1, flexible from 0.</summary>
[Request(ApiKey.DescribeShareGroupOffsets, 0, 1, FlexibleFrom = 0)]
internal sealed partial class DescribeShareGroupOffsetsRequest
{
    public List<DescribeShareGroupOffsetsRequestGroup> Groups { get; set; } = [];

    internal sealed partial class DescribeShareGroupOffsetsRequestGroup
    {
        public string GroupId { get; set; } = "";

        public List<DescribeShareGroupOffsetsRequestTopic>? Topics { get; set; } = [];
    }

    internal sealed partial class DescribeShareGroupOffsetsRequestTopic
    {
        public string TopicName { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}

/// <summary>The answer to <see cref="DescribeShareGroupOffsetsRequest"/>.</summary>
[Response(ApiKey.DescribeShareGroupOffsets, 0, 1, FlexibleFrom = 0)]
internal sealed partial class DescribeShareGroupOffsetsResponse
{
    public int ThrottleTimeMs { get; set; }

    [Echo]
    public List<DescribeShareGroupOffsetsResponseGroup> Groups { get; set; } = [];

    internal sealed partial class DescribeShareGroupOffsetsResponseGroup
    {
        [Echo]
        public string GroupId { get; set; } = "";

        public List<DescribeShareGroupOffsetsResponseTopic> Topics { get; set; } = [];

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; }
    }

    internal sealed partial class DescribeShareGroupOffsetsResponseTopic
    {
        public string TopicName { get; set; } = "";

        public Uuid TopicId { get; set; }

        public List<DescribeShareGroupOffsetsResponsePartition> Partitions { get; set; } = [];
    }

    internal sealed partial class DescribeShareGroupOffsetsResponsePartition
    {
        public int PartitionIndex { get; set; }

        public long StartOffset { get; set; }

        public int LeaderEpoch { get; set; }

        [Field(Since = 1, Ignorable = true)]
        public long Lag { get; set; } = -1;

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; }
    }
}
