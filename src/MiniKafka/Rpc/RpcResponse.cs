using MiniKafka.Network;
using MiniKafka.Protocol;

namespace MiniKafka.Rpc;

/// <summary>
/// A response together with the frame its record bytes lie in. Disposing lets the frame go; whoever keeps record bytes
/// beyond that takes a hold on them before.
/// </summary>
internal sealed class RpcResponse<TResponse>(TResponse message, short version, Frame frame) : IDisposable
    where TResponse : IResponse
{
    public TResponse Message { get; } = message;

    /// <summary>The version that request and response travelled in.</summary>
    public short Version { get; } = version;

    public void Dispose() => frame.Dispose();
}
