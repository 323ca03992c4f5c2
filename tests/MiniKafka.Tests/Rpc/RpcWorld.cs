using System.Buffers;
using MiniKafka.Network;
using MiniKafka.Network.InMemory;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Frames;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Simulation;
using MiniKafka.Tests.Storage;

namespace MiniKafka.Tests.Rpc;

/// <summary>A simulated node that serves what the test says, and clients that talk to it.</summary>
internal sealed class RpcWorld : IRequestDispatcher
{
    public RpcWorld(Func<IRequest, RequestContext, ValueTask<IResponse?>> handle, int seed = 1)
    {
        Handle = handle;
        Host = new SimulatedLoopHost(seed);
        ServerLoop = Host.CreateLoop("server");
        ClientLoop = Host.CreateLoop("client");
    }

    public SimulatedLoopHost Host { get; }

    public EventLoop ServerLoop { get; }

    public EventLoop ClientLoop { get; }

    public ITransport Transport { get; init; } = new InMemoryTransport();

    public NodeEndPoint Address { get; init; } = new("b1", 9092);

    public RpcClientOptions Options { get; init; } = new() { ClientId = "test" };

    /// <summary>What the server tells.</summary>
    public ListLogger Told { get; } = new();

    public short NewestApiVersions { get; init; } = 4;

    public Func<IRequest, RequestContext, ValueTask<IResponse?>> Handle { get; set; }

    /// <summary>Who stands before it on its server.</summary>
    public Func<IRequestDispatcher, IRequestDispatcher> Before { get; init; } = static inner => inner;

    /// <summary>Runs the test on the client's loop.</summary>
    public void Run(Func<Task> test) => Host.Run(async () =>
    {
        await ServerLoop.InvokeAsync(async () =>
        {
            var server = new RpcServer(ServerLoop, Before(this), Told);
            server.Serve(await Transport.ListenAsync(Address, ServerLoop), "PLAINTEXT");
        });
        await ClientLoop.InvokeAsync(test);
    });

    public Task<RpcClient> ConnectAsync() => RpcClient.ConnectAsync(Transport, Address, ClientLoop, Options);

    public ValueTask<IConnection> ConnectRawAsync() => Transport.ConnectAsync(Address, ClientLoop);

    public ApiVersionRange? VersionsOf(ApiKey key, string listenerName)
    {
        var api = ApiCatalog.Get(key);
        return key == ApiKey.Vote
            ? null
            : new ApiVersionRange(key, api.MinVersion, key == ApiKey.ApiVersions ? NewestApiVersions : api.MaxStableVersion);
    }

    public ValueTask<IResponse?> DispatchAsync(IRequest request, RequestContext context) =>
        request is ApiVersionsRequest ? new ValueTask<IResponse?>(Versions(this)) : Handle(request, context);

    /// <summary>The bytes of a request frame.</summary>
    public static byte[] Encode(IRequest request, short version, int correlationId) =>
        FrameCodec.EncodeRequest(request, version, correlationId, "raw").Sequence.ToArray();

    public static async Task<int> CorrelationIdAsync(IConnection connection)
    {
        using var frame = await connection.ReceiveAsync() ?? throw new ConnectionClosedException("closed");
        var reader = new ProtocolReader(frame.Bytes);
        return reader.ReadInt32();
    }

    /// <summary>What a dispatcher serves.</summary>
    public static ApiVersionsResponse Versions(IRequestDispatcher dispatcher)
    {
        var response = new ApiVersionsResponse();
        foreach (var api in ApiCatalog.All)
        {
            if (dispatcher.VersionsOf(api.Key, "PLAINTEXT") is { } range)
            {
                response.ApiKeys.Add(new ApiVersionsResponse.ApiVersion { ApiKey = (short)api.Key, MinVersion = range.Min, MaxVersion = range.Max });
            }
        }

        return response;
    }
}
