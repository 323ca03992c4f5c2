using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Persisted;

/// <summary>A client's identity inside a forwarded request. Version 0, flexible from 0.</summary>
[Data(0, 0, FlexibleFrom = 0)]
internal sealed partial class DefaultPrincipalData
{
    public string Type { get; set; } = "";

    public string Name { get; set; } = "";

    public bool TokenAuthenticated { get; set; }
}
