using System.Collections.Immutable;
using System.Net;
using MiniKafka.Broker;
using MiniKafka.Broker.Controllers;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;

namespace MiniKafka.Tests.Broker;

public sealed class RequestDispatcherTests
{
    private readonly RequestDispatcher _dispatcher = new(ImmutableHashSet.Create("CONTROLLER"));

    public RequestDispatcherTests()
    {
        _dispatcher.ServeClients(
            new ServedApi(ApiKey.Heartbeat, 0, 4, Answering<HeartbeatRequest>(new HeartbeatResponse())),
            new ServedApi(ApiKey.SaslHandshake, 0, 1, Answering<SaslHandshakeRequest>(new SaslHandshakeResponse())) { BeforeAuthentication = true },
            new ServedApi(ApiKey.PushTelemetry, 0, 0, Answering<PushTelemetryRequest>(new PushTelemetryResponse())) { IsAdvertised = false });
        _dispatcher.ServeControllers(new ServedApi(ApiKey.Vote, 0, 2, Answering<VoteRequest>(new VoteResponse())));
    }

    [Fact]
    public async Task Only_what_the_table_names_is_handled_before_it_is_known_who_asks()
    {
        var stranger = new ClientConnection(1, "PLAINTEXT", new IPEndPoint(IPAddress.Loopback, 1), CancellationToken.None) { IsAuthenticated = false };
        Assert.IsType<SaslHandshakeResponse>(await AskAsync(new SaslHandshakeRequest(), 1, stranger));
        await Assert.ThrowsAsync<RequestRefusedException>(() => AskAsync(new HeartbeatRequest(), 4, stranger));
        stranger.IsAuthenticated = true;
        Assert.IsType<HeartbeatResponse>(await AskAsync(new HeartbeatRequest(), 4, stranger));
    }

    [Fact]
    public void What_is_not_told_of_is_served_all_the_same()
    {
        Assert.Equal([ApiKey.Heartbeat, ApiKey.SaslHandshake], _dispatcher.Advertised("PLAINTEXT").Select(versions => versions.ApiKey));
        Assert.Equal(new ApiVersionRange(ApiKey.PushTelemetry, 0, 0), _dispatcher.VersionsOf(ApiKey.PushTelemetry, "PLAINTEXT"));
    }

    [Fact]
    public void Controllers_serve_their_own_apis_on_their_own_listeners()
    {
        Assert.Null(_dispatcher.VersionsOf(ApiKey.Vote, "PLAINTEXT"));
        Assert.Null(_dispatcher.VersionsOf(ApiKey.Heartbeat, "CONTROLLER"));
        Assert.Equal([ApiKey.Vote], _dispatcher.Advertised("CONTROLLER").Select(versions => versions.ApiKey));
    }

    private static DelegatingHandler<TRequest> Answering<TRequest>(IResponse response)
        where TRequest : class, IRequest => new((_, _) => new(response));

    private async Task<IResponse?> AskAsync(IRequest request, short version, ClientConnection connection) =>
        await _dispatcher.DispatchAsync(request, new RequestContext(ApiCatalog.Get(request.ApiKey), version, 1, "c", connection));
}
