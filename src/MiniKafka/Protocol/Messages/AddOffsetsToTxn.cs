using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Makes a group's offsets part of a transaction. Key 25, versions 0 to 4, flexible from 3.</summary>
[Request(ApiKey.AddOffsetsToTxn, 0, 4, FlexibleFrom = 3)]
internal sealed partial class AddOffsetsToTxnRequest
{
    public string TransactionalId { get; set; } = "";

    public long ProducerId { get; set; }

    public short ProducerEpoch { get; set; }

    public string GroupId { get; set; } = "";
}

/// <summary>The answer to <see cref="AddOffsetsToTxnRequest"/>.</summary>
[Response(ApiKey.AddOffsetsToTxn, 0, 4, FlexibleFrom = 3)]
internal sealed partial class AddOffsetsToTxnResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }
}
