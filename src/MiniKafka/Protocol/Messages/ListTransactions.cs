using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>The transactions a broker coordinates. Key 66, versions 0 to 2, flexible from 0.</summary>
[Request(ApiKey.ListTransactions, 0, 2, FlexibleFrom = 0)]
internal sealed partial class ListTransactionsRequest
{
    public List<string> StateFilters { get; set; } = [];

    public List<long> ProducerIdFilters { get; set; } = [];

    [Field(Since = 1)]
    public long DurationFilter { get; set; } = -1;

    [Field(Since = 2)]
    public string? TransactionalIdPattern { get; set; }
}

/// <summary>The answer to <see cref="ListTransactionsRequest"/>.</summary>
[Response(ApiKey.ListTransactions, 0, 2, FlexibleFrom = 0)]
internal sealed partial class ListTransactionsResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public List<string> UnknownStateFilters { get; set; } = [];

    public List<TransactionStateData> TransactionStates { get; set; } = [];

    internal sealed partial class TransactionStateData
    {
        public string TransactionalId { get; set; } = "";

        public long ProducerId { get; set; }

        public string TransactionState { get; set; } = "";
    }
}
