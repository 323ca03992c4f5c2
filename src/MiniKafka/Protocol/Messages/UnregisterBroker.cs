using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Takes a broker out of the cluster for good. Key 64, version 0, flexible from 0.</summary>
[Request(ApiKey.UnregisterBroker, 0, 0, FlexibleFrom = 0)]
internal sealed partial class UnregisterBrokerRequest
{
    public int BrokerId { get; set; }
}

/// <summary>The answer to <see cref="UnregisterBrokerRequest"/>.</summary>
[Response(ApiKey.UnregisterBroker, 0, 0, FlexibleFrom = 0)]
internal sealed partial class UnregisterBrokerResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; } = "";
}
