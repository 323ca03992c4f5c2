using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Persisted;

/// <summary>The state of one transactional id. The key; type 0.</summary>
[Persisted(RecordFamily.TransactionCoordinatorKey, 0, 0, 0)]
internal sealed partial class TransactionLogKey
{
    public string TransactionalId { get; set; } = "";
}

/// <summary>The state of one transactional id. The value; type 0, versions 0 to 1, flexible from 1.</summary>
[Persisted(RecordFamily.TransactionCoordinatorValue, 0, 0, 1, FlexibleFrom = 1)]
internal sealed partial class TransactionLogValue
{
    public long ProducerId { get; set; }

    [Field(Since = 1, Tag = 0)]
    public long PreviousProducerId { get; set; } = -1;

    [Field(Since = 1, Tag = 1)]
    public long NextProducerId { get; set; } = -1;

    public short ProducerEpoch { get; set; }

    [Field(Since = 1, Tag = 3)]
    public short NextProducerEpoch { get; set; } = -1;

    public int TransactionTimeoutMs { get; set; }

    public sbyte TransactionStatus { get; set; }

    public List<PartitionsSchema>? TransactionPartitions { get; set; } = [];

    public long TransactionLastUpdateTimestampMs { get; set; }

    public long TransactionStartTimestampMs { get; set; }

    [Field(Since = 1, Tag = 2)]
    public short ClientTransactionVersion { get; set; }

    internal sealed partial class PartitionsSchema
    {
        public string Topic { get; set; } = "";

        public List<int> PartitionIds { get; set; } = [];
    }
}
