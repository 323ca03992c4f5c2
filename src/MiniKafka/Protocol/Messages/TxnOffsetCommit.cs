using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Stores a group's offsets as part of a transaction. Key 28, versions 0 to 5, flexible from 3.</summary>
[Request(ApiKey.TxnOffsetCommit, 0, 5, FlexibleFrom = 3)]
internal sealed partial class TxnOffsetCommitRequest
{
    public string TransactionalId { get; set; } = "";

    public string GroupId { get; set; } = "";

    public long ProducerId { get; set; }

    public short ProducerEpoch { get; set; }

    [Field(Since = 3)]
    public int GenerationId { get; set; } = -1;

    [Field(Since = 3)]
    public string MemberId { get; set; } = "";

    [Field(Since = 3)]
    public string? GroupInstanceId { get; set; }

    public List<TxnOffsetCommitRequestTopic> Topics { get; set; } = [];

    internal sealed partial class TxnOffsetCommitRequestTopic
    {
        public string Name { get; set; } = "";

        public List<TxnOffsetCommitRequestPartition> Partitions { get; set; } = [];
    }

    internal sealed partial class TxnOffsetCommitRequestPartition
    {
        public int PartitionIndex { get; set; }

        public long CommittedOffset { get; set; }

        [Field(Since = 2, Ignorable = true)]
        public int CommittedLeaderEpoch { get; set; } = -1;

        public string? CommittedMetadata { get; set; } = "";
    }
}

/// <summary>The answer to <see cref="TxnOffsetCommitRequest"/>.</summary>
[Response(ApiKey.TxnOffsetCommit, 0, 5, FlexibleFrom = 3)]
internal sealed partial class TxnOffsetCommitResponse
{
    public int ThrottleTimeMs { get; set; }

    [Echo]
    public List<TxnOffsetCommitResponseTopic> Topics { get; set; } = [];

    internal sealed partial class TxnOffsetCommitResponseTopic
    {
        [Echo]
        public string Name { get; set; } = "";

        [Echo]
        public List<TxnOffsetCommitResponsePartition> Partitions { get; set; } = [];
    }

    internal sealed partial class TxnOffsetCommitResponsePartition
    {
        [Echo]
        public int PartitionIndex { get; set; }

        public ErrorCode ErrorCode { get; set; }
    }
}
