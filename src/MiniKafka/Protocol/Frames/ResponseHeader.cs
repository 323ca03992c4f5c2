using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Frames;

/// <summary>What stands before every response.</summary>
[Data(0, 1, FlexibleFrom = 1)]
internal sealed partial class ResponseHeader
{
    public int CorrelationId { get; set; }
}
