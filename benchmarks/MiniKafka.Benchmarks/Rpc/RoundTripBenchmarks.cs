using System.Net;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using MiniKafka.Network;
using MiniKafka.Network.InMemory;
using MiniKafka.Network.Tcp;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Threads;

namespace MiniKafka.Benchmarks.Rpc;

/// <summary>
/// A whole request and its answer between two loops, encoding and decoding included, one after the other and with several
/// on the way; in memory and over loopback TCP.
/// </summary>
[Config(typeof(ThroughputConfig))]
public class RoundTripBenchmarks
{
    private const int Requests = 2_000;
    private readonly HeartbeatRequest _request = new() { GroupId = "group", MemberId = "member-1", GenerationId = 7 };
    private ThreadLoopHost _host = null!;
    private EventLoop _loop = null!;
    private RpcClient _client = null!;

    [Params("memory", "tcp")]
    public string Transport { get; set; } = "memory";

    [Params(1, 16)]
    public int InFlight { get; set; }

    [GlobalSetup]
    public async Task Connect()
    {
        _host = new ThreadLoopHost();
        _loop = _host.CreateLoop("client");
        var serverLoop = _host.CreateLoop("server");
        ITransport transport = Transport == "tcp" ? new TcpTransport() : new InMemoryTransport();
        var listener = await serverLoop.InvokeAsync(() => transport.ListenAsync(new IPEndPoint(IPAddress.Loopback, 0), serverLoop).AsTask());
        new RpcServer(serverLoop, new HeartbeatDispatcher(), NullLogger.Instance).Serve(listener, "PLAINTEXT");
        _client = await _loop.InvokeAsync(() => RpcClient.ConnectAsync(transport, listener.LocalEndPoint, _loop, new RpcClientOptions()));
    }

    [GlobalCleanup]
    public ValueTask Stop() => _host.DisposeAsync();

    [Benchmark(OperationsPerInvoke = Requests)]
    public Task Exchange() => _loop.InvokeAsync(() => Task.WhenAll(Enumerable.Range(0, InFlight).Select(async _ =>
    {
        for (var i = 0; i < Requests / InFlight; i++)
        {
            await _client.CallAsync(_request);
        }
    })));

    private sealed class HeartbeatDispatcher : IRequestDispatcher
    {
        public ApiVersionRange? VersionsOf(ApiKey key, string listenerName) => new ApiVersionRange(key, 0, 4);

        public ValueTask<IResponse?> DispatchAsync(IRequest request, RequestContext context) => new(request is ApiVersionsRequest
            ? new ApiVersionsResponse
            {
                ApiKeys = [new() { ApiKey = (short)ApiKey.Heartbeat, MinVersion = 0, MaxVersion = 4 }],
            }
            : new HeartbeatResponse());
    }
}
