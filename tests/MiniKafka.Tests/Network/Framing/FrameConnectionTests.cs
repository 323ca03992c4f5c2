using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using MiniKafka.Network;
using MiniKafka.Network.Tcp;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Tests.Network.Tcp;

namespace MiniKafka.Tests.Network.Framing;

public sealed class FrameConnectionTests
{
    [Theory]
    [InlineData(1, "none")]
    [InlineData(2, "none")]
    [InlineData(3, "none")]
    [InlineData(4, "pipe")]
    [InlineData(5, "tls")]
    [InlineData(6, "tls")]
    public async Task Frames_of_any_size_arrive_whole_and_in_order(int seed, string layer)
    {
        await using var pair = await TcpPair.StartAsync(new TcpTransportOptions { Layer = Layers.Named(layer) });
        var (client, server) = await pair.ConnectAsync();
        var random = new Random(seed);
        int[] limits = [1, 20, 5_000, 70_000, 3_000_000];
        var sent = Enumerable.Range(0, 60).Select(_ => new byte[random.Next(limits[random.Next(limits.Length)])]).ToList();
        sent.ForEach(random.NextBytes);

        var sending = pair.ClientLoop.InvokeAsync(async () =>
        {
            foreach (var bytes in sent)
            {
                await client.SendAsync(new Frame(new SharedBytes(InPieces(bytes, random))));
            }

            await client.DisposeAsync();
        });
        await pair.ServerLoop.InvokeAsync(async () =>
        {
            foreach (var bytes in sent)
            {
                using var frame = await server.ReceiveAsync();
                Assert.True(frame!.Sequence.ToArray().AsSpan().SequenceEqual(bytes));
            }

            Assert.Null(await server.ReceiveAsync());
            Assert.True(server.Closed.IsCancellationRequested);
        });
        await sending;
    }

    [Theory]
    [InlineData(-1, "none")]
    [InlineData(int.MinValue, "none")]
    [InlineData(1001, "none")]
    [InlineData(int.MaxValue, "none")]
    [InlineData(-1, "pipe")]
    [InlineData(1001, "pipe")]
    public async Task A_length_that_cannot_be_closes_the_connection_and_no_other(int length, string layer)
    {
        await using var pair = await TcpPair.StartAsync(new TcpTransportOptions { MaxFrameBytes = 1000, Layer = Layers.Named(layer) });
        var (client, healthy) = await pair.ConnectAsync();
        var accepting = pair.AcceptAsync();
        using var raw = await pair.ConnectRawAsync();
        var broken = await accepting;
        await raw.SendAsync(Length(length));

        var refused = await Assert.ThrowsAsync<ConnectionClosedException>(() => pair.ReceiveOnServerAsync(broken!));
        Assert.True(refused.IsRefusal);

        // Until its owner lets it go, the answers to what came before can be sent.
        await pair.ServerLoop.InvokeAsync(() => broken!.SendAsync(new Frame(new byte[3])).AsTask());
        await pair.ServerLoop.InvokeAsync(() => broken!.DisposeAsync().AsTask());
        Assert.Equal(sizeof(int) + 3, await ReadToEndAsync(raw));
        await pair.ClientLoop.InvokeAsync(() => client.SendAsync(new Frame(new byte[5])).AsTask());
        Assert.Equal(5, (await pair.ReceiveOnServerAsync(healthy))!.Length);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("pipe")]
    public async Task A_frame_sent_byte_by_byte_arrives(string layer)
    {
        await using var pair = await TcpPair.StartAsync(new TcpTransportOptions { Layer = Layers.Named(layer) });
        var accepting = pair.AcceptAsync();
        using var raw = await pair.ConnectRawAsync();
        raw.NoDelay = true;
        var server = await accepting;
        foreach (var b in Length(3).Concat(new byte[] { 7, 8, 9 }))
        {
            await raw.SendAsync(new[] { b });
        }

        using var frame = await pair.ReceiveOnServerAsync(server!);
        Assert.Equal([7, 8, 9], frame!.Sequence.ToArray());
    }

    [Theory]
    [InlineData("none")]
    [InlineData("pipe")]
    public async Task A_connection_that_ends_inside_a_frame_is_broken(string layer)
    {
        await using var pair = await TcpPair.StartAsync(new TcpTransportOptions { Layer = Layers.Named(layer) });
        var accepting = pair.AcceptAsync();
        using var raw = await pair.ConnectRawAsync();
        var server = await accepting;
        await raw.SendAsync(Length(10));
        raw.Dispose();
        await Assert.ThrowsAsync<ConnectionClosedException>(() => pair.ReceiveOnServerAsync(server!));
        Assert.True(server!.Closed.IsCancellationRequested);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("pipe")]
    [InlineData("tls")]
    public async Task The_end_of_the_peer_is_noticed_while_nobody_receives(string layer)
    {
        await using var pair = await TcpPair.StartAsync(new TcpTransportOptions { Layer = Layers.Named(layer) });
        var accepting = pair.AcceptAsync();
        var raw = await pair.ConnectRawAsync();
        var server = await accepting;
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server!.Closed.Register(closed.SetResult);
        raw.Dispose();
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("pipe")]
    [InlineData("tls")]
    public async Task Sends_wait_while_the_peer_does_not_receive_and_go_on_when_it_does(string layer)
    {
        await using var pair = await TcpPair.StartAsync(new TcpTransportOptions
        {
            WindowBytes = 100_000, SendBufferBytes = 50_000, ReceiveBufferBytes = 50_000, Layer = Layers.Named(layer),
        });
        var (client, server) = await pair.ConnectAsync();
        const int Count = 100;
        var sent = 0;
        var sending = pair.ClientLoop.InvokeAsync(async () =>
        {
            for (; sent < Count; sent++)
            {
                await client.SendAsync(new Frame(new byte[50_000]));
            }
        });
        for (var seen = 0; seen == 0 || seen != Volatile.Read(ref sent);)
        {
            seen = Volatile.Read(ref sent);
            await Task.Delay(50);
        }

        Assert.InRange(Volatile.Read(ref sent), 1, Count / 2);
        for (var i = 0; i < Count; i++)
        {
            using var frame = await pair.ReceiveOnServerAsync(server);
            Assert.Equal(50_000, frame!.Length);
        }

        await sending;
    }

    [Theory]
    [InlineData("none")]
    [InlineData("pipe")]
    [InlineData("tls")]
    public async Task A_connection_on_which_nothing_moves_is_closed(string layer)
    {
        await using var pair = await TcpPair.StartAsync(new TcpTransportOptions { MaxIdle = TimeSpan.FromMilliseconds(40), Layer = Layers.Named(layer) });
        var accepting = pair.AcceptAsync();
        using var raw = await pair.ConnectRawAsync();
        var server = await accepting;
        await Assert.ThrowsAsync<ConnectionClosedException>(() => pair.ReceiveOnServerAsync(server!));
        Assert.Equal(0, await ReadToEndAsync(raw));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("pipe")]
    [InlineData("tls")]
    public async Task Stopping_the_loop_closes_its_sockets(string layer)
    {
        await using var pair = await TcpPair.StartAsync(new TcpTransportOptions { Layer = Layers.Named(layer) });
        var (client, _) = await pair.ConnectAsync();
        pair.ServerLoop.Stop();
        var ended = await pair.ClientLoop.InvokeAsync(async () =>
        {
            try
            {
                return await client.ReceiveAsync() is null;
            }
            catch (ConnectionClosedException)
            {
                return true;
            }
        });
        Assert.True(ended);
        await Assert.ThrowsAnyAsync<SocketException>(pair.ConnectRawAsync);
    }

    [Fact]
    public async Task Who_does_not_shake_hands_breaks_that_connection_and_holds_up_no_other()
    {
        await using var pair = await TcpPair.StartAsync(new TcpTransportOptions { Layer = Layers.Named("tls") });
        var accepting = pair.AcceptAsync();
        using var silent = await pair.ConnectRawAsync();
        await accepting;
        accepting = pair.AcceptAsync();
        using var raw = await pair.ConnectRawAsync();
        var server = await accepting;
        await raw.SendAsync(Length(3));
        await raw.SendAsync(new byte[] { 7, 8, 9 });
        raw.Shutdown(SocketShutdown.Send);
        var broken = await Assert.ThrowsAsync<ConnectionClosedException>(() => pair.ReceiveOnServerAsync(server!));
        Assert.Contains("could not be opened", broken.Message, StringComparison.Ordinal);
        var (client, healthy) = await pair.ConnectAsync();
        await pair.ClientLoop.InvokeAsync(() => client.SendAsync(new Frame(new byte[5])).AsTask());
        Assert.Equal(5, (await pair.ReceiveOnServerAsync(healthy))!.Length);
    }

    [Fact]
    public async Task A_client_that_cannot_shake_hands_is_told_why_it_has_no_connection()
    {
        await using var pair = await TcpPair.StartAsync();
        var accepting = pair.AcceptAsync();
        var tls = new TcpTransport(new TcpTransportOptions { Layer = Layers.Named("tls") });
        var connecting = pair.ClientLoop.InvokeAsync(() => tls.ConnectAsync(pair.Listener.LocalEndPoint, pair.ClientLoop).AsTask());
        var server = await accepting;
        await Assert.ThrowsAsync<ConnectionClosedException>(() => pair.ReceiveOnServerAsync(server!));
        await pair.ServerLoop.InvokeAsync(() => server!.DisposeAsync().AsTask());
        var refused = await Assert.ThrowsAsync<ConnectionClosedException>(() => connecting);
        Assert.StartsWith("No connection to", refused.Message, StringComparison.Ordinal);
    }

    internal static byte[] Length(int length)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        return bytes;
    }

    internal static async Task<int> ReadToEndAsync(Socket socket)
    {
        var total = 0;
        try
        {
            while (await socket.ReceiveAsync(new byte[100]) is var read and > 0)
            {
                total += read;
            }
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Closed with bytes unread, which the system reports as a reset.
        }

        return total;
    }

    private static ReadOnlySequence<byte> InPieces(byte[] bytes, Random random)
    {
        Piece? first = null, last = null;
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Min(bytes.Length - at, 1 + random.Next(1 + (bytes.Length / 3)));
            last = new Piece(bytes.AsMemory(at, length), last);
            first ??= last;
            at += length;
        }

        return first is null ? default : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> bytes, Piece? previous)
        {
            Memory = bytes;
            RunningIndex = previous is null ? 0 : previous.RunningIndex + previous.Memory.Length;
            previous?.Next = this;
        }
    }
}
