using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>A broker gets a block of producer ids from the controller. Key 67, version 0, flexible from 0.</summary>
[Request(ApiKey.AllocateProducerIds, 0, 0, FlexibleFrom = 0)]
internal sealed partial class AllocateProducerIdsRequest
{
    public int BrokerId { get; set; }

    public long BrokerEpoch { get; set; } = -1;
}

/// <summary>The answer to <see cref="AllocateProducerIdsRequest"/>.</summary>
[Response(ApiKey.AllocateProducerIds, 0, 0, FlexibleFrom = 0)]
internal sealed partial class AllocateProducerIdsResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public long ProducerIdStart { get; set; }

    public int ProducerIdLen { get; set; }
}
