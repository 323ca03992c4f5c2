using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Moves the start offsets of a share group. Key 91, version 0, flexible from 0.</summary>
[Request(ApiKey.AlterShareGroupOffsets, 0, 0, FlexibleFrom = 0)]
internal sealed partial class AlterShareGroupOffsetsRequest
{
    public string GroupId { get; set; } = "";

    public List<AlterShareGroupOffsetsRequestTopic> Topics { get; set; } = [];

    internal sealed partial class AlterShareGroupOffsetsRequestTopic
    {
        public string TopicName { get; set; } = "";

        public List<AlterShareGroupOffsetsRequestPartition> Partitions { get; set; } = [];
    }

    internal sealed partial class AlterShareGroupOffsetsRequestPartition
    {
        public int PartitionIndex { get; set; }

        public long StartOffset { get; set; }
    }
}

/// <summary>The answer to <see cref="AlterShareGroupOffsetsRequest"/>.</summary>
[Response(ApiKey.AlterShareGroupOffsets, 0, 0, FlexibleFrom = 0)]
internal sealed partial class AlterShareGroupOffsetsResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public List<AlterShareGroupOffsetsResponseTopic> Responses { get; set; } = [];

    internal sealed partial class AlterShareGroupOffsetsResponseTopic
    {
        public string TopicName { get; set; } = "";

        public Uuid TopicId { get; set; }

        public List<AlterShareGroupOffsetsResponsePartition> Partitions { get; set; } = [];
    }

    internal sealed partial class AlterShareGroupOffsetsResponsePartition
    {
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; }
    }
}
