using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>The end offset of a leader epoch, for finding where two logs part. Key 23, versions 2 to 4, flexible from 4.</summary>
[Request(ApiKey.OffsetForLeaderEpoch, 2, 4, FlexibleFrom = 4)]
internal sealed partial class OffsetForLeaderEpochRequest
{
    [Field(Since = 3, Ignorable = true)]
    public int ReplicaId { get; set; } = -2;

    public List<OffsetForLeaderTopic> Topics { get; set; } = [];

    internal sealed partial class OffsetForLeaderTopic
    {
        public string Topic { get; set; } = "";

        public List<OffsetForLeaderPartition> Partitions { get; set; } = [];
    }

    internal sealed partial class OffsetForLeaderPartition
    {
        public int Partition { get; set; }

        public int CurrentLeaderEpoch { get; set; } = -1;

        public int LeaderEpoch { get; set; }
    }
}

/// <summary>The answer to <see cref="OffsetForLeaderEpochRequest"/>.</summary>
[Response(ApiKey.OffsetForLeaderEpoch, 2, 4, FlexibleFrom = 4)]
internal sealed partial class OffsetForLeaderEpochResponse
{
    public int ThrottleTimeMs { get; set; }

    [Echo]
    public List<OffsetForLeaderTopicResult> Topics { get; set; } = [];

    internal sealed partial class OffsetForLeaderTopicResult
    {
        [Echo]
        public string Topic { get; set; } = "";

        [Echo]
        public List<EpochEndOffset> Partitions { get; set; } = [];
    }

    internal sealed partial class EpochEndOffset
    {
        public ErrorCode ErrorCode { get; set; }

        [Echo]
        public int Partition { get; set; }

        public int LeaderEpoch { get; set; } = -1;

        public long EndOffset { get; set; } = -1;
    }
}
