using System.Buffers.Binary;
using System.Net.Sockets;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Frames;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.ClusterTests.Wire;

/// <summary>A bare socket to a broker, for bytes that no client would send.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TcpClient _client = new();

    /// <summary>To the first broker.</summary>
    public static Task<RawConnection> ToAsync(KafkaCluster kafka) => ToAsync(kafka.Brokers[0]);

    public static Task<RawConnection> ToAsync(KafkaBroker broker)
    {
        var address = broker.Listeners.Single(bound => bound.Options.Name == "PLAINTEXT").Advertised;
        return ToAsync(address.Host, address.Port);
    }

    public static async Task<RawConnection> ToAsync(string host, int port)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(host, port);
        return connection;
    }

    public async Task SendAsync(byte[] bytes) => await _client.GetStream().WriteAsync(bytes);

    /// <summary>A frame with its right length before it.</summary>
    public Task SendFrameAsync(byte[] frame)
    {
        var bytes = new byte[sizeof(int) + frame.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, frame.Length);
        frame.CopyTo(bytes, sizeof(int));
        return SendAsync(bytes);
    }

    public Task SendAsync(IRequest request, short version) => SendFrameAsync(Encode(request, version));

    /// <summary>Sends a request and waits for its answer.</summary>
    public async Task<TResponse> CallAsync<TResponse>(IRequest<TResponse> request, short version)
        where TResponse : IResponse
    {
        await SendAsync(request, version);
        return await ReceiveAsync<TResponse>(request.ApiKey, version);
    }

    /// <summary>The frame of a request.</summary>
    public static byte[] Encode(IRequest request, short version)
    {
        var encoded = FrameCodec.EncodeRequest(request, version, correlationId: 7, clientId: "raw");
        var bytes = encoded.ToContiguous().ToArray();
        encoded.Release();
        return bytes;
    }

    /// <summary>The answer to a request in a version.</summary>
    public async Task<TResponse> AskAsync<TResponse>(IRequest<TResponse> request, short version)
        where TResponse : class, IResponse
    {
        await SendAsync((IRequest)request, version);
        return await ReceiveAsync<TResponse>(((IRequest)request).ApiKey, version);
    }

    public async Task<TResponse> ReceiveAsync<TResponse>(ApiKey key, short version)
        where TResponse : IResponse
    {
        using var patience = new CancellationTokenSource(Patience);
        var length = new byte[sizeof(int)];
        await _client.GetStream().ReadExactlyAsync(length, patience.Token);
        var frame = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        await _client.GetStream().ReadExactlyAsync(frame, patience.Token);
        return (TResponse)FrameCodec.DecodeResponse(new Runtime.Buffers.SharedBytes(frame), ApiCatalog.Get(key), version).Response;
    }

    /// <summary>Waits until the broker closes the connection; false when it sends something instead.</summary>
    public async Task<bool> IsClosedByBrokerAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await _client.GetStream().ReadAsync(new byte[1], patience.Token) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose() => _client.Dispose();
}
