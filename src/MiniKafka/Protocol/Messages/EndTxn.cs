using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Commits or aborts a transaction. Key 26, versions 0 to 5, flexible from 3.</summary>
[Request(ApiKey.EndTxn, 0, 5, FlexibleFrom = 3)]
internal sealed partial class EndTxnRequest
{
    public string TransactionalId { get; set; } = "";

    public long ProducerId { get; set; }

    public short ProducerEpoch { get; set; }

    public bool Committed { get; set; }
}

/// <summary>The answer to <see cref="EndTxnRequest"/>.</summary>
[Response(ApiKey.EndTxn, 0, 5, FlexibleFrom = 3)]
internal sealed partial class EndTxnResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    [Field(Since = 5, Ignorable = true)]
    public long ProducerId { get; set; } = -1;

    [Field(Since = 5, Ignorable = true)]
    public short ProducerEpoch { get; set; } = -1;
}
