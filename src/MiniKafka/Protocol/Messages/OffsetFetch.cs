using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Returns the offsets a group has stored. Key 9, versions 1 to 10, flexible from 6.</summary>
[Request(ApiKey.OffsetFetch, 1, 10, FlexibleFrom = 6)]
internal sealed partial class OffsetFetchRequest
{
    [Field(Until = 7)]
    public string GroupId { get; set; } = "";

    [Field(Until = 7, NullableSince = 2)]
    public List<OffsetFetchRequestTopic>? Topics { get; set; } = [];

    [Field(Since = 8)]
    public List<OffsetFetchRequestGroup> Groups { get; set; } = [];

    [Field(Since = 7)]
    public bool RequireStable { get; set; }

    internal sealed partial class OffsetFetchRequestTopic
    {
        public string Name { get; set; } = "";

        public List<int> PartitionIndexes { get; set; } = [];
    }

    internal sealed partial class OffsetFetchRequestGroup
    {
        public string GroupId { get; set; } = "";

        [Field(Since = 9, Ignorable = true)]
        public string? MemberId { get; set; }

        [Field(Since = 9, Ignorable = true)]
        public int MemberEpoch { get; set; } = -1;

        public List<OffsetFetchRequestTopics>? Topics { get; set; } = [];
    }

    internal sealed partial class OffsetFetchRequestTopics
    {
        [Field(Until = 9, Ignorable = true)]
        public string Name { get; set; } = "";

        [Field(Since = 10, Ignorable = true)]
        public Uuid TopicId { get; set; }

        public List<int> PartitionIndexes { get; set; } = [];
    }
}

/// <summary>The answer to <see cref="OffsetFetchRequest"/>.</summary>
[Response(ApiKey.OffsetFetch, 1, 10, FlexibleFrom = 6)]
internal sealed partial class OffsetFetchResponse
{
    [Field(Since = 3, Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    [Field(Until = 7)]
    [Echo(Until = 1)]
    public List<OffsetFetchResponseTopic> Topics { get; set; } = [];

    [Field(Since = 2, Until = 7, Ignorable = true)]
    public ErrorCode ErrorCode { get; set; }

    [Field(Since = 8)]
    [Echo]
    public List<OffsetFetchResponseGroup> Groups { get; set; } = [];

    internal sealed partial class OffsetFetchResponseTopic
    {
        [Echo]
        public string Name { get; set; } = "";

        [Echo("PartitionIndexes")]
        public List<OffsetFetchResponsePartition> Partitions { get; set; } = [];
    }

    internal sealed partial class OffsetFetchResponsePartition
    {
        [Echo]
        public int PartitionIndex { get; set; }

        [Refused(-1)]
        public long CommittedOffset { get; set; }

        [Field(Since = 5, Ignorable = true)]
        public int CommittedLeaderEpoch { get; set; } = -1;

        public string? Metadata { get; set; } = "";

        public ErrorCode ErrorCode { get; set; }
    }

    internal sealed partial class OffsetFetchResponseGroup
    {
        [Echo]
        public string GroupId { get; set; } = "";

        public List<OffsetFetchResponseTopics> Topics { get; set; } = [];

        public ErrorCode ErrorCode { get; set; }
    }

    internal sealed partial class OffsetFetchResponseTopics
    {
        [Field(Until = 9, Ignorable = true)]
        public string Name { get; set; } = "";

        [Field(Since = 10, Ignorable = true)]
        public Uuid TopicId { get; set; }

        public List<OffsetFetchResponsePartitions> Partitions { get; set; } = [];
    }

    internal sealed partial class OffsetFetchResponsePartitions
    {
        public int PartitionIndex { get; set; }

        public long CommittedOffset { get; set; }

        public int CommittedLeaderEpoch { get; set; } = -1;

        public string? Metadata { get; set; } = "";

        public ErrorCode ErrorCode { get; set; }
    }
}
