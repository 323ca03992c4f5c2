using MiniKafka.Model;

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

    /// <summary>Makes a request in which nothing is set.</summary>
    public required Func<IRequest> CreateRequest { get; init; }

    public required MessageDecoder<IRequest> DecodeRequest { get; init; }

    public required MessageDecoder<IResponse> DecodeResponse { get; init; }

    public bool Supports(short version) => version >= MinVersion && version <= MaxVersion;

    public short RequestHeaderVersion(short version) => version >= FirstFlexibleVersion ? (short)2 : (short)1;

    /// <summary>
    /// ApiVersions answers with the oldest header in every version: the client does not know yet what the broker speaks.
    /// </summary>
    public short ResponseHeaderVersion(short version) =>
        Key != ApiKey.ApiVersions && version >= FirstFlexibleVersion ? (short)1 : (short)0;

    /// <summary>
    /// The answer to a request of which nothing is known but its version. Null where answers of that version have no place for an error that
    /// concerns the request as a whole.
    /// </summary>
    public IResponse? RefuseUnread(short version, ErrorCode code, string message)
    {
        var request = CreateRequest();
        var refusal = request.Refuse(version, code, message);
        var same = MessageEncoder.ToArray(request.Refuse(version, ErrorCode.None, message), version);
        return MessageEncoder.ToArray(refusal, version).AsSpan().SequenceEqual(same) ? null : refusal;
    }

    public override string ToString() => Name;
}
