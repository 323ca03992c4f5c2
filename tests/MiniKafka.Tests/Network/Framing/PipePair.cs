using System.IO.Pipelines;
using MiniKafka.Network;
using MiniKafka.Network.Framing;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Threads;

namespace MiniKafka.Tests.Network.Framing;

/// <summary>The two ends of a connection over pipes in memory, each with a loop of its own.</summary>
internal sealed class PipePair : IAsyncDisposable
{
    private readonly ThreadLoopHost _host = new();

    public PipePair(FrameLimits? limits = null, int pipeBytes = 64 * 1024)
    {
        var options = new PipeOptions(pauseWriterThreshold: pipeBytes, resumeWriterThreshold: pipeBytes / 2, useSynchronizationContext: false);
        Pipe there = new(options), back = new(options);
        Bytes = there.Writer;
        Near = new PipeEnd(_host.CreateLoop("near"), new Duplex(back.Reader, there.Writer), limits ?? new FrameLimits());
        Far = new PipeEnd(_host.CreateLoop("far"), new Duplex(there.Reader, back.Writer), limits ?? new FrameLimits());
    }

    public PipeEnd Near { get; }

    public PipeEnd Far { get; }

    /// <summary>What goes from the near end to the far one, for whoever writes there instead.</summary>
    public PipeWriter Bytes { get; }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>One end, to be used from any thread.</summary>
    internal sealed class PipeEnd
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public PipeEnd(EventLoop loop, IDuplexPipe pipe, FrameLimits limits)
        {
            Loop = loop;

            // What was registered first is told last: when this completes, the connection knows.
            loop.Ended.Register(_ended.SetResult);
            var channel = new PipeChannel(Task.FromResult(pipe), new NodeEndPoint("near", 1), new NodeEndPoint("far", 2));
            Connection = new FrameConnection(channel, loop, limits, acceptedWith: null, ended: null);
            Connection.Start();
        }

        public EventLoop Loop { get; }

        public Task Ended => _ended.Task;

        public FrameConnection Connection { get; }

        public Task SendAsync(byte[] bytes) => Loop.InvokeAsync(() => Connection.SendAsync(new Frame(bytes)).AsTask());

        public Task<Frame?> ReceiveAsync() => Loop.InvokeAsync(() => Connection.ReceiveAsync().AsTask());

        public Task CloseAsync() => Loop.InvokeAsync(() => Connection.DisposeAsync().AsTask());
    }
}
