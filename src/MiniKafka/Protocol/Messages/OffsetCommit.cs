using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Stores the offsets a group has consumed. Key 8, versions 2 to 10, flexible from 8.</summary>
[Request(ApiKey.OffsetCommit, 2, 10, FlexibleFrom = 8)]
internal sealed partial class OffsetCommitRequest
{
    public string GroupId { get; set; } = "";

    public int GenerationIdOrMemberEpoch { get; set; } = -1;

    public string MemberId { get; set; } = "";

    [Field(Since = 7)]
    public string? GroupInstanceId { get; set; }

    [Field(Until = 4, Ignorable = true)]
    public long RetentionTimeMs { get; set; } = -1;

    public List<OffsetCommitRequestTopic> Topics { get; set; } = [];

    internal sealed partial class OffsetCommitRequestTopic
    {
        [Field(Until = 9, Ignorable = true)]
        public string Name { get; set; } = "";

        [Field(Since = 10, Ignorable = true)]
        public Uuid TopicId { get; set; }

        public List<OffsetCommitRequestPartition> Partitions { get; set; } = [];
    }

    internal sealed partial class OffsetCommitRequestPartition
    {
        public int PartitionIndex { get; set; }

        public long CommittedOffset { get; set; }

        [Field(Since = 6, Ignorable = true)]
        public int CommittedLeaderEpoch { get; set; } = -1;

        public string? CommittedMetadata { get; set; } = "";
    }
}

/// <summary>The answer to <see cref="OffsetCommitRequest"/>.</summary>
[Response(ApiKey.OffsetCommit, 2, 10, FlexibleFrom = 8)]
internal sealed partial class OffsetCommitResponse
{
    [Field(Since = 3, Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    [Echo]
    public List<OffsetCommitResponseTopic> Topics { get; set; } = [];

    internal sealed partial class OffsetCommitResponseTopic
    {
        [Field(Until = 9, Ignorable = true)]
        [Echo]
        public string Name { get; set; } = "";

        [Field(Since = 10, Ignorable = true)]
        [Echo]
        public Uuid TopicId { get; set; }

        [Echo]
        public List<OffsetCommitResponsePartition> Partitions { get; set; } = [];
    }

    internal sealed partial class OffsetCommitResponsePartition
    {
        [Echo]
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }
    }
}
