using MiniKafka.Protocol.Messages;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Protocol.Frames;

/// <summary>Header and body together: the bytes of one frame, without the four bytes of size that a stream puts before it.</summary>
internal static class FrameCodec
{
    /// <summary>A request as shared bytes with one hold, which the caller releases.</summary>
    public static SharedBytes EncodeRequest(IRequest request, short version, int correlationId, string? clientId)
    {
        var header = new RequestHeader
        {
            RequestApiKey = (short)request.ApiKey,
            RequestApiVersion = version,
            CorrelationId = correlationId,
            ClientId = clientId,
        };
        return MessageEncoder.Encode(header, ApiCatalog.Get(request.ApiKey).RequestHeaderVersion(version), request, version);
    }

    /// <summary>A response as shared bytes with one hold, which the caller releases.</summary>
    public static SharedBytes EncodeResponse(IResponse response, short version, int correlationId)
    {
        var header = new ResponseHeader { CorrelationId = correlationId };
        return MessageEncoder.Encode(header, ApiCatalog.Get(response.ApiKey).ResponseHeaderVersion(version), response, version);
    }

    /// <summary>The API key and version a request frame begins with; nothing is consumed.</summary>
    public static (short ApiKey, short Version) PeekRequest(ProtocolReader reader) => (reader.ReadInt16(), reader.ReadInt16());

    /// <summary>
    /// Reads a request frame. Fails with <see cref="ProtocolException"/> on an API or version that the catalog lacks:
    /// who wants to answer those peeks first.
    /// </summary>
    public static (RequestHeader Header, IRequest Request) DecodeRequest(in SharedBytes frame)
    {
        var reader = ProtocolReader.OfRequest(frame);
        var (key, version) = PeekRequest(reader);
        if (!ApiCatalog.TryGet(key, out var api))
        {
            throw new ProtocolException($"There is no API with key {key}.");
        }

        var header = RequestHeader.Read(ref reader, api.RequestHeaderVersion(version));
        return (header, api.DecodeRequest(ref reader, version));
    }

    /// <summary>Reads the response to a request of this API and version.</summary>
    public static (int CorrelationId, IResponse Response) DecodeResponse(in SharedBytes frame, Api api, short version)
    {
        var reader = new ProtocolReader(frame);
        var header = ResponseHeader.Read(ref reader, api.ResponseHeaderVersion(version));
        return (header.CorrelationId, api.DecodeResponse(ref reader, version));
    }
}
