using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Persisted;

/// <summary>A committed offset of one group and partition. The key; type 1.</summary>
[Persisted(RecordFamily.GroupCoordinatorKey, 1, 0, 0)]
internal sealed partial class OffsetCommitKey
{
    public string Group { get; set; } = "";

    public string Topic { get; set; } = "";

    public int Partition { get; set; }
}

/// <summary>A committed offset of one group and partition. The value; type 1, versions 0 to 4, flexible from 4.</summary>
[Persisted(RecordFamily.GroupCoordinatorValue, 1, 0, 4, FlexibleFrom = 4)]
internal sealed partial class OffsetCommitValue
{
    public long Offset { get; set; }

    [Field(Since = 3, Ignorable = true)]
    public int LeaderEpoch { get; set; } = -1;

    public string Metadata { get; set; } = "";

    public long CommitTimestamp { get; set; }

    [Field(Since = 1, Until = 1, Ignorable = true)]
    public long ExpireTimestamp { get; set; } = -1;

    [Field(Since = 4, Tag = 0, Ignorable = true)]
    public Uuid TopicId { get; set; }
}

/// <summary>A committed offset as very old brokers wrote it. The key; type 0.</summary>
[Persisted(RecordFamily.GroupCoordinatorKey, 0, 0, 0)]
internal sealed partial class LegacyOffsetCommitKey
{
    public string Group { get; set; } = "";

    public string Topic { get; set; } = "";

    public int Partition { get; set; }
}

/// <summary>A committed offset as very old brokers wrote it. The value; type 0, version 0.</summary>
[Persisted(RecordFamily.GroupCoordinatorValue, 0, 0, 0)]
internal sealed partial class LegacyOffsetCommitValue
{
    public long Offset { get; set; }

    public string Metadata { get; set; } = "";

    public long CommitTimestamp { get; set; }
}
