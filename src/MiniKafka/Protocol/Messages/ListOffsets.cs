using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Finds offsets by timestamp, or the earliest, latest and other special ones. Key 2, versions 1 to 11, flexible from 6.</summary>
[Request(ApiKey.ListOffsets, 1, 11, FlexibleFrom = 6)]
internal sealed partial class ListOffsetsRequest
{
    public int ReplicaId { get; set; }

    [Field(Since = 2)]
    public sbyte IsolationLevel { get; set; }

    public List<ListOffsetsTopic> Topics { get; set; } = [];

    [Field(Since = 10, Ignorable = true)]
    public int TimeoutMs { get; set; }

    internal sealed partial class ListOffsetsTopic
    {
        public string Name { get; set; } = "";

        public List<ListOffsetsPartition> Partitions { get; set; } = [];
    }

    internal sealed partial class ListOffsetsPartition
    {
        public int PartitionIndex { get; set; }

        [Field(Since = 4, Ignorable = true)]
        public int CurrentLeaderEpoch { get; set; } = -1;

        public long Timestamp { get; set; }
    }
}

/// <summary>The answer to <see cref="ListOffsetsRequest"/>.</summary>
[Response(ApiKey.ListOffsets, 1, 11, FlexibleFrom = 6)]
internal sealed partial class ListOffsetsResponse
{
    [Field(Since = 2, Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    [Echo]
    public List<ListOffsetsTopicResponse> Topics { get; set; } = [];

    internal sealed partial class ListOffsetsTopicResponse
    {
        [Echo]
        public string Name { get; set; } = "";

        [Echo]
        public List<ListOffsetsPartitionResponse> Partitions { get; set; } = [];
    }

    internal sealed partial class ListOffsetsPartitionResponse
    {
        [Echo]
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }

        public long Timestamp { get; set; } = -1;

        public long Offset { get; set; } = -1;

        [Field(Since = 4)]
        public int LeaderEpoch { get; set; } = -1;
    }
}
