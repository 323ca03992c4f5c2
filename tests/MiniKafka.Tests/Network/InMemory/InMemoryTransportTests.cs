using System.Buffers;
using MiniKafka.Network;
using MiniKafka.Network.Framing;
using MiniKafka.Network.InMemory;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Simulation;
using Xunit;

namespace MiniKafka.Tests.Network.InMemory;

public sealed class InMemoryTransportTests
{
    private readonly SimulatedLoopHost _host = new(11);
    private readonly InMemoryTransport _transport = new(new ServingLimits { RequestBytes = 100 });

    [Fact]
    public void Frames_arrive_in_order_and_the_end_after_them() => Connected(async (client, server) =>
    {
        for (byte i = 0; i < 10; i++)
        {
            await client.SendAsync(new Frame(new[] { i }));
        }

        await client.DisposeAsync();
        for (byte i = 0; i < 10; i++)
        {
            using var frame = await server.ReceiveAsync();
            Assert.Equal([i], frame!.Sequence.ToArray());
        }

        Assert.Null(await server.ReceiveAsync());
        Assert.True(server.Closed.IsCancellationRequested);
        await Assert.ThrowsAsync<ConnectionClosedException>(() => server.SendAsync(new Frame(new byte[1])).AsTask());
    });

    [Fact]
    public void A_send_waits_while_the_other_end_has_more_than_the_window_unread() => Connected(async (client, server) =>
    {
        await client.SendAsync(new Frame(new byte[80]));
        var second = client.SendAsync(new Frame(new byte[80])).AsTask();
        Assert.False(second.IsCompleted);
        (await server.ReceiveAsync())!.Dispose();
        await second;
    });

    [Fact]
    public void A_send_waits_while_the_other_end_holds_enough_frames_or_all_ends_do_together() => _host.Run(async () =>
    {
        var transport = new InMemoryTransport(new ServingLimits { Requests = 4, RequestsOfAll = 6 });
        var (near, far) = (_host.CreateLoop("near"), _host.CreateLoop("far"));
        var listener = (InMemoryListener)await far.InvokeAsync(() => transport.ListenAsync(new NodeEndPoint("b1", 0), far).AsTask());
        var sent = new int[5];
        await near.InvokeAsync(() =>
        {
            for (var i = 0; i < sent.Length; i++)
            {
                var number = i;
                near.Start(() => SendAsync(number));
            }

            return Task.CompletedTask;
        });
        await Task.Delay(TimeSpan.FromSeconds(1), _host.Clock);
        Assert.All(sent, count => Assert.InRange(count, 1, 4));
        Assert.InRange(listener.Held.Frames, 6, 6 + sent.Length);
        await far.InvokeAsync(async () =>
        {
            for (var i = 0; i < sent.Length; i++)
            {
                var connection = (await listener.AcceptAsync())!;
                for (var received = 0; received < 20; received++)
                {
                    (await connection.ReceiveAsync())!.Dispose();
                    Assert.InRange(listener.Held.Frames, 0, 6 + sent.Length);
                }
            }
        });
        Assert.Equal(0, listener.Held.Frames);

        async Task SendAsync(int number)
        {
            var connection = await transport.ConnectAsync(listener.LocalEndPoint, near);
            for (var i = 0; i < 20; i++)
            {
                sent[number]++;
                await connection.SendAsync(new Frame(new byte[3]));
            }
        }
    });

    [Fact]
    public void Aborting_breaks_both_ends_at_once() => Connected(async (client, server) =>
    {
        var pending = server.ReceiveAsync().AsTask();
        client.Abort();
        await Assert.ThrowsAsync<ConnectionClosedException>(() => pending);
        await Assert.ThrowsAsync<ConnectionClosedException>(() => client.ReceiveAsync().AsTask());
        Assert.True(server.Closed.IsCancellationRequested);
    });

    [Fact]
    public void A_receive_can_be_cancelled_and_the_connection_goes_on() => Connected(async (client, server) =>
    {
        using var source = new CancellationTokenSource(TimeSpan.FromSeconds(1), _host.Clock);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => server.ReceiveAsync(source.Token).AsTask());
        await client.SendAsync(new Frame(new byte[3]));
        using var frame = await server.ReceiveAsync();
        Assert.Equal(3, frame!.Length);
    });

    [Fact]
    public void Connecting_where_nobody_listens_is_refused() => _host.Run(async () =>
    {
        var loop = _host.CreateLoop("client");
        await Assert.ThrowsAsync<ConnectionClosedException>(
            () => loop.InvokeAsync(() => _transport.ConnectAsync(new NodeEndPoint("nowhere", 1), loop).AsTask()));
    });

    [Fact]
    public void A_port_can_be_bound_again_after_it_was_unbound() => _host.Run(async () =>
    {
        var loop = _host.CreateLoop("server");
        await loop.InvokeAsync(async () =>
        {
            var first = await _transport.ListenAsync(new NodeEndPoint("b1", 0), loop);
            await Assert.ThrowsAsync<IOException>(() => _transport.ListenAsync(first.LocalEndPoint, loop).AsTask());
            var accept = first.AcceptAsync();
            await first.UnbindAsync();
            Assert.Null(await accept);
            await _transport.ListenAsync(first.LocalEndPoint, loop);
        });
    });

    [Fact]
    public void A_loop_that_ends_breaks_its_connections() => Connected(async (client, server) =>
    {
        EventLoop.CurrentLoop!.Stop();
        await Task.CompletedTask;
    }, killed: true);

    [Fact]
    public void A_listener_whose_loop_has_ended_before_holds_no_address() => _host.Run(async () =>
    {
        var ended = _host.CreateLoop("ended");
        ended.Stop();
        var loop = _host.CreateLoop("server");
        await _transport.ListenAsync(new NodeEndPoint("b1", 1), ended);
        await loop.InvokeAsync(() => _transport.ListenAsync(new NodeEndPoint("b1", 1), loop).AsTask());
    });

    [Fact]
    public void A_connection_whose_loop_has_ended_before_breaks_at_the_other_end() => _host.Run(async () =>
    {
        var ended = _host.CreateLoop("ended");
        ended.Stop();
        var loop = _host.CreateLoop("server");
        var listener = await loop.InvokeAsync(() => _transport.ListenAsync(new NodeEndPoint("b1", 0), loop).AsTask());
        await _transport.ConnectAsync(listener.LocalEndPoint, ended);
        var server = await loop.InvokeAsync(() => listener.AcceptAsync().AsTask());
        await Assert.ThrowsAsync<ConnectionClosedException>(() => loop.InvokeAsync(() => server!.ReceiveAsync().AsTask()));
    });

    private void Connected(Func<IConnection, IConnection, Task> test, bool killed = false) => _host.Run(async () =>
    {
        var loop = _host.CreateLoop("client");
        var serverLoop = _host.CreateLoop("server");
        var listener = await serverLoop.InvokeAsync(() => _transport.ListenAsync(new NodeEndPoint("b1", 0), serverLoop).AsTask());
        var accepting = serverLoop.InvokeAsync(() => listener.AcceptAsync().AsTask());
        var client = await loop.InvokeAsync(() => _transport.ConnectAsync(listener.LocalEndPoint, loop).AsTask());
        var server = await accepting;
        var testing = loop.InvokeAsync(() => test(client, server!));
        if (killed)
        {
            await Assert.ThrowsAsync<LoopStoppedException>(() => testing);
            await Assert.ThrowsAsync<ConnectionClosedException>(() => serverLoop.InvokeAsync(() => server!.ReceiveAsync().AsTask()));
        }
        else
        {
            await testing;
        }
    });
}
