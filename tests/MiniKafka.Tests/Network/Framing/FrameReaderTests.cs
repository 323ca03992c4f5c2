using System.Net;
using MiniKafka.Network;
using MiniKafka.Network.Framing;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Threads;

namespace MiniKafka.Tests.Network.Framing;

public sealed class FrameReaderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>It has a begun frame in hand, and nobody will ever make room in the inbox again.</summary>
    [Fact]
    public async Task A_reader_that_pauses_before_a_full_inbox_ends_with_its_channel()
    {
        await using var host = new ThreadLoopHost();
        var inbox = new FrameInbox(host.CreateLoop("reader"), new HeldFrames(int.MaxValue, maxBytes: 10));
        var channel = new FullChannel();
        var reader = new FrameReader(channel, host, inbox, maxFrameBytes: 100);
        reader.Start();
        await channel.Filled.WaitAsync(Patience);
        Assert.True(inbox.IsFull);
        Assert.Equal(1, channel.Receives);

        channel.Dispose();
        reader.Stop();
        await channel.ToldEnd.WaitAsync(Patience);
        Assert.Equal(2, channel.Receives);
    }

    /// <summary>Has a frame and the beginning of another at once, then nothing but its end.</summary>
    private sealed class FullChannel : IByteChannel
    {
        private readonly TaskCompletionSource _filled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _toldEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _isDisposed;

        /// <summary>Completes when the reader has more than the inbox takes.</summary>
        public Task Filled => _filled.Task;

        /// <summary>Completes when the reader has heard that nothing more will come.</summary>
        public Task ToldEnd => _toldEnd.Task;

        public int Receives { get; private set; }

        public EndPoint LocalEndPoint { get; } = new NodeEndPoint("near", 1);

        public EndPoint RemoteEndPoint { get; } = new NodeEndPoint("far", 2);

        public Task Opened => Task.CompletedTask;

        public long LongSendFrom => 0;

        public Action? Receivable { get; set; }

        public Action? Sent { get; set; }

        public Reception Receive(FrameCutter cutter)
        {
            Receives++;
            if (_isDisposed)
            {
                cutter.Break("The channel was closed.", null);
                _toldEnd.TrySetResult();
                return Reception.Over;
            }

            cutter.TryTake([.. FrameConnectionTests.Length(20), .. new byte[20], .. FrameConnectionTests.Length(50), 1]);
            _filled.SetResult();
            return Reception.Received;
        }

        public bool BeginSend(List<ArraySegment<byte>> pieces) => throw new NotSupportedException();

        public Exception? EndSend() => throw new NotSupportedException();

        public ValueTask EndOutputAsync() => ValueTask.CompletedTask;

        public void DropUnsent()
        {
        }

        public void Dispose() => _isDisposed = true;
    }
}
