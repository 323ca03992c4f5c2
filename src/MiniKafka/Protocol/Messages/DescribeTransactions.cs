using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>State, producer and partitions of transactions. Key 65, version 0, flexible from 0.</summary>
[Request(ApiKey.DescribeTransactions, 0, 0, FlexibleFrom = 0)]
internal sealed partial class DescribeTransactionsRequest
{
    public List<string> TransactionalIds { get; set; } = [];
}

/// <summary>The answer to <see cref="DescribeTransactionsRequest"/>.</summary>
[Response(ApiKey.DescribeTransactions, 0, 0, FlexibleFrom = 0)]
internal sealed partial class DescribeTransactionsResponse
{
    public int ThrottleTimeMs { get; set; }

    [Echo("TransactionalIds")]
    public List<TransactionStateData> TransactionStates { get; set; } = [];

    internal sealed partial class TransactionStateData
    {
        public ErrorCode ErrorCode { get; set; }

        [Echo]
        public string TransactionalId { get; set; } = "";

        public string TransactionState { get; set; } = "";

        public int TransactionTimeoutMs { get; set; }

        public long TransactionStartTimeMs { get; set; }

        public long ProducerId { get; set; }

        public short ProducerEpoch { get; set; }

        public List<TopicData> Topics { get; set; } = [];
    }

    internal sealed partial class TopicData
    {
        public string Topic { get; set; } = "";

        public List<int> Partitions { get; set; } = [];
    }
}
