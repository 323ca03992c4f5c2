using System.Buffers.Binary;
using MiniKafka.Network;
using MiniKafka.Network.Framing;
using MiniKafka.Network.Tcp;
using MiniKafka.Tests.Network.Framing;

namespace MiniKafka.Tests.Network.Tcp;

/// <summary>What was sent and is not taken by the loop waits in the socket: little of it is held as frames, and nothing of it is lost.</summary>
public sealed class HeldRequestsTests
{
    private const int Frames = 5_000;
    private const int Requests = 10;
    private const int OfAll = 20;

    [Theory]
    [InlineData("none")]
    [InlineData("pipe")]
    [InlineData("tls")]
    public async Task A_connection_holds_so_many_frames_and_all_arrive_in_order_and_then_the_end(string layer)
    {
        var options = new TcpTransportOptions { Serving = new ServingLimits { Requests = Requests }, Layer = Layers.Named(layer) };
        await using var pair = await TcpPair.StartAsync(options);
        var held = ((TcpListener)pair.Listener).Held;
        var (client, server) = await pair.ConnectAsync();
        var sending = pair.ClientLoop.InvokeAsync(async () =>
        {
            for (var i = 0; i < Frames; i++)
            {
                await client.SendAsync(new Frame(Numbered(i)));
            }

            await client.DisposeAsync();
        });
        await UntilAsync(() => held.Frames == Requests);
        await pair.ServerLoop.InvokeAsync(async () =>
        {
            for (var i = 0; i < Frames; i++)
            {
                Assert.InRange(held.Frames, 0, Requests);
                using var frame = (await server.ReceiveAsync())!;
                Assert.Equal(i, BinaryPrimitives.ReadInt32BigEndian(frame.Sequence.FirstSpan));
            }

            Assert.Null(await server.ReceiveAsync());
        });
        await sending;
        Assert.Equal((0, 0L), (held.Frames, held.Bytes));
    }

    [Fact]
    public async Task A_connection_holds_so_many_bytes_and_the_frame_that_goes_beyond()
    {
        const int FrameBytes = 30_000;
        var options = new TcpTransportOptions { Serving = new ServingLimits { RequestBytes = 100_000 } };
        await using var pair = await TcpPair.StartAsync(options);
        var held = ((TcpListener)pair.Listener).Held;
        var (client, server) = await pair.ConnectAsync();
        var sending = pair.ClientLoop.InvokeAsync(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                await client.SendAsync(new Frame(new byte[FrameBytes]));
            }
        });
        await UntilAsync(() => held.Bytes > 100_000);
        for (var i = 0; i < 100; i++)
        {
            Assert.InRange(held.Bytes, 0, 100_000 + FrameBytes);
            (await pair.ReceiveOnServerAsync(server))!.Dispose();
        }

        await sending;
    }

    [Fact]
    public async Task All_connections_of_a_listener_hold_so_many_and_each_may_have_one()
    {
        const int Connections = 40;
        await using var pair = await TcpPair.StartAsync(new TcpTransportOptions { Serving = new ServingLimits { Requests = Requests, RequestsOfAll = OfAll } });
        var held = ((TcpListener)pair.Listener).Held;
        var servers = new List<IConnection>();
        var bytes = Enumerable.Range(0, Requests).SelectMany(i => FrameConnectionTests.Length(sizeof(int)).Concat(Numbered(i))).ToArray();
        for (var i = 0; i < Connections; i++)
        {
            var accepting = pair.AcceptAsync();
            var raw = await pair.ConnectRawAsync();
            servers.Add((await accepting)!);
            await raw.SendAsync(bytes.AsMemory());
        }

        await UntilAsync(() => held.Frames >= Connections);
        foreach (var server in servers)
        {
            Assert.InRange(held.Frames, 0, OfAll + Connections);
            for (var i = 0; i < Requests; i++)
            {
                using var frame = await pair.ReceiveOnServerAsync(server);
                Assert.Equal(i, BinaryPrimitives.ReadInt32BigEndian(frame!.Sequence.FirstSpan));
            }
        }
    }

    [Fact]
    public async Task What_a_connection_held_no_longer_counts_when_it_ends()
    {
        await using var pair = await TcpPair.StartAsync();
        var held = ((TcpListener)pair.Listener).Held;
        var (client, server) = await pair.ConnectAsync();
        await pair.ClientLoop.InvokeAsync(() => client.SendAsync(new Frame(new byte[100])).AsTask());
        await UntilAsync(() => held.Frames == 1);
        await pair.ServerLoop.InvokeAsync(() => server.DisposeAsync().AsTask());
        Assert.Equal((0, 0L), (held.Frames, held.Bytes));
    }

    private static byte[] Numbered(int number)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(5).WaitAsync(TimeSpan.FromSeconds(30));
        }
    }
}
