using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using MiniKafka.Network.Framing;
using MiniKafka.Network.Tcp;
using MiniKafka.Runtime.Polling;
using MiniKafka.Runtime.Threads;

namespace MiniKafka.Tests.Network.Tcp;

public sealed class SocketChannelTests
{
    /// <summary>As soon as it is armed another thread may have received, and armed it again, before the first has returned.</summary>
    [Fact]
    public async Task What_arrives_while_the_reader_is_about_to_wait_is_received()
    {
        await using var host = new ThreadLoopHost();
        using var listener = new TcpListenerSocket();
        var (near, far) = listener.Connect();
        using (far)
        {
            var inbox = new FrameInbox(host.CreateLoop("reader"), new HeldFrames(int.MaxValue, long.MaxValue));
            var cutter = new FrameCutter(inbox, maxFrameBytes: 1000);
            var poller = new PollerThatTellsAtOnce();
            using var channel = new SocketChannel(new SocketWatch(poller, near));
            far.Send(FrameOf(10));
            Assert.Equal(Reception.Received, channel.Receive(cutter));

            var inner = new List<Reception>();
            channel.Receivable = () => inner.Add(channel.Receive(cutter));
            poller.ArmedOnce = watch =>
            {
                far.Send(FrameOf(20));
                Assert.True(near.Poll(TimeSpan.FromSeconds(20), SelectMode.SelectRead));
                watch.Tell(new SocketNews(watch, IsReadable: true, IsWritable: false));
            };
            Assert.Equal(Reception.Waits, channel.Receive(cutter));
            Assert.Equal([Reception.Received], inner);
        }
    }

    private static byte[] FrameOf(int bytes)
    {
        var frame = new byte[sizeof(int) + bytes];
        BinaryPrimitives.WriteInt32BigEndian(frame, bytes);
        return frame;
    }

    private sealed class PollerThatTellsAtOnce : IPoller
    {
        public Action<SocketWatch>? ArmedOnce { get; set; }

        public void Add(SocketWatch watch)
        {
        }

        public void Remove(SocketWatch watch)
        {
        }

        public void Armed(SocketWatch watch)
        {
            var armed = ArmedOnce;
            ArmedOnce = null;
            armed?.Invoke(watch);
        }

        public void WakeAt(long timestamp)
        {
        }

        public void Wake()
        {
        }

        public int Wait(Span<SocketNews> news, bool looksOnly) => 0;

        public void Dispose()
        {
        }
    }

    private sealed class TcpListenerSocket : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        public TcpListenerSocket()
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen();
        }

        /// <summary>The accepted end, which does not block, and the other one.</summary>
        public (Socket Near, Socket Far) Connect()
        {
            var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            far.Connect(_listener.LocalEndPoint!);
            var near = _listener.Accept();
            near.Blocking = false;
            return (near, far);
        }

        public void Dispose() => _listener.Dispose();
    }
}
