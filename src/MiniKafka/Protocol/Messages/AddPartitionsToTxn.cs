using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Makes partitions part of a transaction; brokers verify with it too. Key 24, versions 0 to 5, flexible from 3.</summary>
[Request(ApiKey.AddPartitionsToTxn, 0, 5, FlexibleFrom = 3)]
internal sealed partial class AddPartitionsToTxnRequest
{
    [Field(Since = 4)]
    public List<AddPartitionsToTxnTransaction> Transactions { get; set; } = [];

    [Field(Until = 3)]
    public string V3AndBelowTransactionalId { get; set; } = "";

    [Field(Until = 3)]
    public long V3AndBelowProducerId { get; set; }

    [Field(Until = 3)]
    public short V3AndBelowProducerEpoch { get; set; }

    [Field(Until = 3)]
    public List<AddPartitionsToTxnTopic> V3AndBelowTopics { get; set; } = [];

    internal sealed partial class AddPartitionsToTxnTransaction
    {
        public string TransactionalId { get; set; } = "";

        public long ProducerId { get; set; }

        public short ProducerEpoch { get; set; }

        public bool VerifyOnly { get; set; }

        public List<AddPartitionsToTxnTopic> Topics { get; set; } = [];
    }

    internal sealed partial class AddPartitionsToTxnTopic
    {
        public string Name { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}

/// <summary>The answer to <see cref="AddPartitionsToTxnRequest"/>.</summary>
[Response(ApiKey.AddPartitionsToTxn, 0, 5, FlexibleFrom = 3)]
internal sealed partial class AddPartitionsToTxnResponse
{
    public int ThrottleTimeMs { get; set; }

    [Field(Since = 4, Ignorable = true)]
    public ErrorCode ErrorCode { get; set; }

    [Field(Since = 4)]
    public List<AddPartitionsToTxnResult> ResultsByTransaction { get; set; } = [];

    [Field(Until = 3)]
    [Echo("V3AndBelowTopics")]
    public List<AddPartitionsToTxnTopicResult> ResultsByTopicV3AndBelow { get; set; } = [];

    internal sealed partial class AddPartitionsToTxnResult
    {
        public string TransactionalId { get; set; } = "";

        public List<AddPartitionsToTxnTopicResult> TopicResults { get; set; } = [];
    }

    internal sealed partial class AddPartitionsToTxnTopicResult
    {
        [Echo]
        public string Name { get; set; } = "";

        [Echo("Partitions")]
        public List<AddPartitionsToTxnPartitionResult> ResultsByPartition { get; set; } = [];
    }

    internal sealed partial class AddPartitionsToTxnPartitionResult
    {
        [Echo]
        public int PartitionIndex { get; set; }

        public ErrorCode PartitionErrorCode { get; set; }
    }
}
