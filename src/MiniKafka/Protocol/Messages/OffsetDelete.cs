using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Deletes a group's stored offsets. Key 47, version 0, never flexible.</summary>
[Request(ApiKey.OffsetDelete, 0, 0)]
internal sealed partial class OffsetDeleteRequest
{
    public string GroupId { get; set; } = "";

    public List<OffsetDeleteRequestTopic> Topics { get; set; } = [];

    internal sealed partial class OffsetDeleteRequestTopic
    {
        public string Name { get; set; } = "";

        public List<OffsetDeleteRequestPartition> Partitions { get; set; } = [];
    }

    internal sealed partial class OffsetDeleteRequestPartition
    {
        public int PartitionIndex { get; set; }
    }
}

/// <summary>The answer to <see cref="OffsetDeleteRequest"/>.</summary>
[Response(ApiKey.OffsetDelete, 0, 0)]
internal sealed partial class OffsetDeleteResponse
{
    public ErrorCode ErrorCode { get; set; }

    public int ThrottleTimeMs { get; set; }

    public List<OffsetDeleteResponseTopic> Topics { get; set; } = [];

    internal sealed partial class OffsetDeleteResponseTopic
    {
        public string Name { get; set; } = "";

        public List<OffsetDeleteResponsePartition> Partitions { get; set; } = [];
    }

    internal sealed partial class OffsetDeleteResponsePartition
    {
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }
    }
}
