using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Rpc;

/// <summary>Everything about a request that is not in its body.</summary>
internal sealed class RequestContext(Api api, short version, int correlationId, string? clientId, ClientConnection connection)
{
    private List<SharedBytes>? _held;

    public Api Api { get; } = api;

    public short Version { get; } = version;

    public int CorrelationId { get; } = correlationId;

    public string? ClientId { get; } = clientId;

    /// <summary>When it began to be served, as a timestamp of the server's clock; -1 where nobody wants to know.</summary>
    public long BegunAt { get; set; } = -1;

    public ClientConnection Connection { get; } = connection;

    public string ListenerName => Connection.ListenerName;

    /// <summary>Cancelled when the client is gone.</summary>
    public CancellationToken ClientGone => Connection.Closed;

    /// <summary>The answer that refuses the request; where none is wanted, the end of the connection is all that can tell.</summary>
    /// <exception cref="RequestRefusedException">The request wants no answer.</exception>
    public IResponse Refuse(IRequest request, ErrorCode code, string? message = null) => request is ProduceRequest { Acks: 0 }
        ? throw new RequestRefusedException($"An append without acknowledgement failed: {code}.") { IsMistake = false }
        : request.Refuse(Version, code, message);

    /// <summary>Takes over a hold on bytes that the answer refers to; dropped once the answer has been encoded.</summary>
    public void ReleaseOnceAnswered(SharedBytes bytes)
    {
        if (bytes.Lease is not null)
        {
            (_held ??= []).Add(bytes);
        }
    }

    /// <summary>Drops the holds; called by the server exactly once.</summary>
    internal void ReleaseHeld()
    {
        if (_held is { } held)
        {
            _held = null;
            foreach (var bytes in held)
            {
                bytes.Release();
            }
        }
    }
}
