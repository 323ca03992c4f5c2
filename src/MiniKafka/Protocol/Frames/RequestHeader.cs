using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Frames;

/// <summary>What stands before every request.</summary>
[Data(1, 2, FlexibleFrom = 2)]
internal sealed partial class RequestHeader
{
    public short RequestApiKey { get; set; }

    public short RequestApiVersion { get; set; }

    public int CorrelationId { get; set; }

    [Field(NeverCompact = true)]
    public string? ClientId { get; set; } = "";
}
