using System.Net;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Frames;
using MiniKafka.Protocol.Messages;
using MiniKafka.Runtime;

namespace MiniKafka.Rpc;

/// <summary>
/// One connection to a broker: gives each request its correlation id and the newest version both sides know, and brings
/// back its answer. An answer that is late for the connection (<c>request.timeout.ms</c>) ends it, as nothing behind it could be trusted to
/// come; whatever ends it fails everything that waits with a <see cref="ConnectionClosedException"/>. A caller who gives up sooner fails
/// alone, with a <see cref="TimeoutException"/>. Owned by the loop it was connected on.
/// </summary>
internal sealed class RpcClient : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly RpcClientOptions _options;
    private readonly PendingCalls _pending;
    private readonly SemaphoreSlim _window;
    private readonly SortedDictionary<ApiKey, ApiVersionRange> _versions = [];
    private int _lastCorrelationId;
    private ConnectionClosedException? _ended;

    private RpcClient(IConnection connection, EventLoop loop, RpcClientOptions options)
    {
        _connection = connection;
        _options = options;
        _window = new SemaphoreSlim(options.MaxInFlight);
        _pending = new PendingCalls(loop, late => End(new ConnectionClosedException(late.Message, late)), () => _window.Release());
        loop.Start(ReceiveAllAsync);
    }

    public EndPoint Remote => _connection.RemoteEndPoint;

    /// <summary>Cancelled when the connection is over.</summary>
    public CancellationToken Closed => _connection.Closed;

    public bool IsOpen => _ended is null && !_connection.Closed.IsCancellationRequested;

    /// <summary>What the broker serves.</summary>
    public IReadOnlyDictionary<ApiKey, ApiVersionRange> Versions => _versions;

    /// <summary>The broker's answer to the handshake, with its features.</summary>
    public ApiVersionsResponse Handshake { get; private set; } = new();

    /// <summary>Connects and asks the broker which versions it serves.</summary>
    /// <exception cref="ConnectionClosedException">Nobody listens there, or did not answer in time.</exception>
    public static Task<RpcClient> ConnectAsync(
        ITransport transport, EndPoint remote, EventLoop loop, RpcClientOptions options, CancellationToken cancellationToken = default)
    {
        var late = new CancellationTokenSource(options.ConnectionTimeout, loop.Clock);
        var giveUp = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var opening = transport.ConnectAsync(remote, loop, giveUp.Token);
        if (!opening.IsFaulted)
        {
            return ConnectAsync(opening, late, giveUp, remote, loop, options, cancellationToken);
        }

        // A refusal that is known at once is handed on, not thrown again.
        giveUp.Dispose();
        late.Dispose();
        return Task.FromException<RpcClient>(opening.AsTask().Exception!.InnerException!);
    }

    /// <summary>
    /// The newest version of the API that both sides know, at most <paramref name="newest"/>. Throws
    /// <see cref="KafkaException"/> with UNSUPPORTED_VERSION when there is none.
    /// </summary>
    public short VersionOf(ApiKey key, short newest = short.MaxValue)
    {
        if (_versions.TryGetValue(key, out var range) && range.TryAgree(newest, out var version))
        {
            return version;
        }

        throw new KafkaException(ErrorCode.UnsupportedVersion, $"The broker at {Remote} does not serve a version of {key} that is known here.");
    }

    /// <summary>
    /// Sends a request and waits for its answer, whose record bytes stay in the received frame until it is disposed of.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="newestVersion">A version not to go beyond.</param>
    /// <param name="timeout">How long to wait instead of the client's usual time; the connection is never given less than that.</param>
    public async Task<RpcResponse<TResponse>> SendAsync<TResponse>(
        IRequest<TResponse> request, short newestVersion = short.MaxValue, TimeSpan? timeout = null)
        where TResponse : IResponse
    {
        var version = VersionOf(request.ApiKey, newestVersion);
        var frame = await ExchangeAsync(request, version, timeout ?? _options.RequestTimeout);
        return Decode<TResponse>(frame, request.ApiKey, version);
    }

    /// <summary>Sends a request whose answer carries no record bytes; the frame is let go at once.</summary>
    public async Task<TResponse> CallAsync<TResponse>(
        IRequest<TResponse> request, short newestVersion = short.MaxValue, TimeSpan? timeout = null)
        where TResponse : IResponse
    {
        using var response = await SendAsync(request, newestVersion, timeout);
        return response.Message;
    }

    /// <summary>Sends a request that gets no answer: a Produce with acks 0. Completes when the connection has taken it.</summary>
    public ValueTask SendWithoutAnswerAsync(IRequest request, short newestVersion = short.MaxValue)
    {
        ThrowIfEnded();
        var frame = Encode(request, VersionOf(request.ApiKey, newestVersion), ++_lastCorrelationId);
        _options.Traffic?.Sent(request.ApiKey, frame.Length);
        return _connection.SendAsync(frame);
    }

    public async ValueTask DisposeAsync()
    {
        End(new ConnectionClosedException("The connection was closed."), abort: false);
        await _connection.DisposeAsync();
    }

    private static async Task<RpcClient> ConnectAsync(
        ValueTask<IConnection> opening,
        CancellationTokenSource late,
        CancellationTokenSource giveUp,
        EndPoint remote,
        EventLoop loop,
        RpcClientOptions options,
        CancellationToken cancellationToken)
    {
        RpcClient client;
        using (late)
        using (giveUp)
        {
            try
            {
                client = new RpcClient(await opening, loop, options);
            }
            catch (OperationCanceledException) when (late.IsCancellationRequested)
            {
                var timeout = new TimeoutException($"Connecting took longer than {options.ConnectionTimeout.TotalMilliseconds} ms.");
                throw new ConnectionClosedException($"No connection to {remote}: {timeout.Message}", timeout);
            }
        }

        try
        {
            await client.NegotiateAsync().WaitAsync(cancellationToken);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Asks with the newest version. A broker that does not know it answers in version 0 and names the versions it does
    /// (KIP-511): then asks again with the newest of those.
    /// </summary>
    private async Task NegotiateAsync()
    {
        var api = ApiCatalog.Get(ApiKey.ApiVersions);
        var request = new ApiVersionsRequest
        {
            ClientSoftwareName = _options.SoftwareName,
            ClientSoftwareVersion = _options.SoftwareVersion,
        };
        var version = api.MaxStableVersion;
        var answer = DecodeHandshake(await ExchangeAsync(request, version, _options.RequestTimeout), version);
        if (answer.ErrorCode == ErrorCode.UnsupportedVersion)
        {
            var served = answer.ApiKeys.Find(static range => range.ApiKey == (short)ApiKey.ApiVersions);
            version = Math.Min(version, served?.MaxVersion ?? 0);
            answer = DecodeHandshake(await ExchangeAsync(request, version, _options.RequestTimeout), version);
        }

        if (answer.ErrorCode != ErrorCode.None)
        {
            throw new KafkaException(answer.ErrorCode, $"The broker at {Remote} refused to say which versions it serves.");
        }

        Handshake = answer;
        foreach (var range in answer.ApiKeys)
        {
            if (ApiCatalog.TryGet(range.ApiKey, out var known))
            {
                _versions[known.Key] = new ApiVersionRange(known.Key, range.MinVersion, range.MaxVersion);
            }
        }
    }

    private static ApiVersionsResponse DecodeHandshake(Frame frame, short version)
    {
        using (frame)
        {
            var reader = new ProtocolReader(frame.Bytes);
            _ = reader.ReadInt32();
            var refused = reader.ReadErrorCode() == ErrorCode.UnsupportedVersion;
            var api = ApiCatalog.Get(ApiKey.ApiVersions);
            return (ApiVersionsResponse)FrameCodec.DecodeResponse(frame.Bytes, api, refused ? (short)0 : version).Response;
        }
    }

    private async Task<Frame> ExchangeAsync(IRequest request, short version, TimeSpan patience)
    {
        Task<Frame>? answer = null;
        Frame? answered = null;
        await _window.WaitAsync();
        try
        {
            ThrowIfEnded();
            var correlationId = ++_lastCorrelationId;
            var frame = Encode(request, version, correlationId);
            var sentAt = _options.Traffic?.Sent(request.ApiKey, frame.Length) ?? -1;
            answer = _pending.Add(correlationId, LongerOf(patience, _options.RequestTimeout), patience);
            var sending = _connection.SendAsync(frame);
            if (!sending.IsCompletedSuccessfully)
            {
                await sending;
            }

            answered = await answer;
            _options.Traffic?.Answered(request.ApiKey, answered.Length, sentAt);
            return answered;
        }
        finally
        {
            // Only what was sent can have no answer.
            if (answer is not null && answered is null)
            {
                _options.Traffic?.Failed(request.ApiKey);
            }

            // One that is on its way takes its place until it is answered, whoever still waits for that.
            if (answer is null)
            {
                _window.Release();
            }
        }
    }

    private static TimeSpan LongerOf(TimeSpan one, TimeSpan other) =>
        one == Timeout.InfiniteTimeSpan || other == Timeout.InfiniteTimeSpan ? Timeout.InfiniteTimeSpan : one > other ? one : other;

    private Frame Encode(IRequest request, short version, int correlationId) =>
        new(FrameCodec.EncodeRequest(request, version, correlationId, _options.ClientId));

    private RpcResponse<TResponse> Decode<TResponse>(Frame frame, ApiKey key, short version)
        where TResponse : IResponse
    {
        try
        {
            var (_, response) = FrameCodec.DecodeResponse(frame.Bytes, ApiCatalog.Get(key), version);
            return new RpcResponse<TResponse>((TResponse)response, version, frame);
        }
        catch (ProtocolException exception)
        {
            frame.Dispose();
            var broken = new ConnectionClosedException($"The broker at {Remote} sent an answer that cannot be read: {exception.Message}", exception);
            End(broken);
            throw broken;
        }
    }

    private async Task ReceiveAllAsync()
    {
        try
        {
            while (await _connection.ReceiveAsync() is { } frame)
            {
                if (!_pending.TryAnswer(frame))
                {
                    End(new ConnectionClosedException($"The broker at {Remote} answered what was not asked."));
                    return;
                }
            }

            End(new ConnectionClosedException($"The broker at {Remote} closed the connection."), abort: false);
        }
        catch (ConnectionClosedException exception)
        {
            End(exception);
        }
        finally
        {
            // Who uses this client may just leave it when it is over: nothing of its connection stays.
            await _connection.DisposeAsync();
        }
    }

    private void End(ConnectionClosedException reason, bool abort = true)
    {
        if (_ended is not null)
        {
            return;
        }

        _ended = reason;
        _pending.FailAll(reason);
        _pending.Dispose();
        if (abort)
        {
            _connection.Abort(reason);
        }
    }

    private void ThrowIfEnded()
    {
        if (_ended is { } ended)
        {
            throw new ConnectionClosedException(ended.Message, ended);
        }
    }
}
