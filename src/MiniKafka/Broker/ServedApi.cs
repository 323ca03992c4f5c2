using MiniKafka.Protocol;
using MiniKafka.Rpc;

namespace MiniKafka.Broker;

/// <summary>An API as it is served on listeners of one kind: a row of the table in <c>ServedApis.cs</c>.</summary>
/// <param name="Key">The API.</param>
/// <param name="Min">The oldest version that is served.</param>
/// <param name="Max">The newest.</param>
/// <param name="Handler">Who serves it.</param>
internal sealed record ServedApi(ApiKey Key, short Min, short Max, IRequestHandler Handler)
{
    public ApiVersionRange Versions => new(Key, Min, Max);

    /// <summary>True for what may be asked before it is known who asks.</summary>
    public bool BeforeAuthentication { get; init; }

    /// <summary>False for what clients ask without being told of it.</summary>
    public bool IsAdvertised { get; init; } = true;
}
