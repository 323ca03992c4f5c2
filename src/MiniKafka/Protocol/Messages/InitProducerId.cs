using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Hands out a producer id and epoch; ends what an earlier producer of the transactional id left open. Key 22, versions 0 to 6, flexible from 2.</summary>
[Request(ApiKey.InitProducerId, 0, 6, FlexibleFrom = 2, LatestVersionUnstable = true)]
internal sealed partial class InitProducerIdRequest
{
    public string? TransactionalId { get; set; } = "";

    public int TransactionTimeoutMs { get; set; }

    [Field(Since = 3)]
    public long ProducerId { get; set; } = -1;

    [Field(Since = 3)]
    public short ProducerEpoch { get; set; } = -1;

    [Field(Since = 6)]
    public bool Enable2Pc { get; set; }

    [Field(Since = 6)]
    public bool KeepPreparedTxn { get; set; }
}

/// <summary>The answer to <see cref="InitProducerIdRequest"/>.</summary>
[Response(ApiKey.InitProducerId, 0, 6, FlexibleFrom = 2)]
internal sealed partial class InitProducerIdResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public long ProducerId { get; set; } = -1;

    [Refused(-1)]
    public short ProducerEpoch { get; set; }

    [Field(Since = 6)]
    public long OngoingTxnProducerId { get; set; } = -1;

    [Field(Since = 6)]
    public short OngoingTxnProducerEpoch { get; set; } = -1;
}
