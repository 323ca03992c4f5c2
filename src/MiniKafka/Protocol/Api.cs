namespace MiniKafka.Protocol;

/// <summary>Reads one kind of message.</summary>
internal delegate TMessage MessageDecoder<out TMessage>(ref ProtocolReader reader, short version);

/// <summary>One API: its name, its versions, and how its messages are read. The rows of <c>ApiCatalog</c>.</summary>
internal sealed class Api
{
    public required ApiKey Key { get; init; }

    public required string Name { get; init; }

    public required short MinVersion { get; init; }

    /// <summary>The newest version there is; it may be unsettled.</summary>
    public required short MaxVersion { get; init; }

    /// <summary>The newest version that is offered to clients.</summary>
    public required short MaxStableVersion { get; init; }

    /// <summary>First version with compact lengths and tagged fields; never: <see cref="short.MaxValue"/>.</summary>
    public required short FirstFlexibleVersion { get; init; }

    public required MessageDecoder<IRequest> DecodeRequest { get; init; }

    public required MessageDecoder<IResponse> DecodeResponse { get; init; }

    public bool Supports(short version) => version >= MinVersion && version <= MaxVersion;

    public short RequestHeaderVersion(short version) => version >= FirstFlexibleVersion ? (short)2 : (short)1;

    /// <summary>
    /// ApiVersions answers with the oldest header in every version: the client does not know yet what the broker speaks.
    /// </summary>
    public short ResponseHeaderVersion(short version) =>
        Key != ApiKey.ApiVersions && version >= FirstFlexibleVersion ? (short)1 : (short)0;

    public override string ToString() => Name;
}
