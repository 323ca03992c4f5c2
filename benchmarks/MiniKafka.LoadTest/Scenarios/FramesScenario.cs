using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using MiniKafka.Network;
using MiniKafka.Network.Framing;
using MiniKafka.Network.Tcp;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Threads;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>
/// Frames over loopback with short answers: straight between socket and frame, and through a pipe above the socket, taking turns.
/// </summary>
internal sealed class FramesScenario : IScenario
{
    private const int AnswerBytes = 16;

    public string Name => "frames";

    public string Description => "frames over TCP, straight from the socket and through a pipe (--rounds 7 --megabytes 400)";

    public async Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        var rounds = options.Number("rounds", 7);
        var bytes = options.Number("megabytes", 400) * 1_000_000L;
        await using var host = new ThreadLoopHost();
        var subjects = new[]
        {
            (Name: "direct", Link: await Link.ConnectAsync(host, null)),
            (Name: "pipe", Link: await Link.ConnectAsync(host, static (wire, _) => Task.FromResult<IDuplexPipe>(new StreamPipe(wire)))),
        };
        foreach (var (frameBytes, inFlight) in new[] { (100, 1), (100, 5), (16 * 1024, 5), (1024 * 1024, 5) })
        {
            var frames = (int)Math.Clamp(bytes / frameBytes, 1, 50_000);
            var results = subjects.Select(subject => (subject.Name, Runs: new List<double>())).ToList();
            for (var round = -2; round < rounds; round++)
            {
                for (var i = 0; i < subjects.Length; i++)
                {
                    var rate = frames / (await subjects[i].Link.ExchangeAsync(frameBytes, frames, inFlight)).TotalSeconds;
                    if (round >= 0)
                    {
                        results[i].Runs.Add(rate);
                    }
                }
            }

            figures.WriteMedians($"{frameBytes} B, {inFlight} in flight", results, "frames/s");
        }
    }

    private sealed class StreamPipe(Stream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, minimumReadSize: 4 * 1024, leaveOpen: true));

        public PipeWriter Output { get; } = PipeWriter.Create(stream);
    }

    /// <summary>Two ends, each on a loop of its own, the far one answering.</summary>
    private sealed class Link(EventLoop loop, IConnection near)
    {
        public static async Task<Link> ConnectAsync(LoopHost host, ByteLayer? layer)
        {
            EventLoop here = host.CreateLoop("near"), there = host.CreateLoop("far");
            var tcp = new TcpTransport(new TcpTransportOptions { Layer = layer });
            var listener = await there.InvokeAsync(() => tcp.ListenAsync(new IPEndPoint(IPAddress.Loopback, 0), there).AsTask());
            var accepting = there.InvokeAsync(() => listener.AcceptAsync().AsTask());
            var near = await here.InvokeAsync(() => tcp.ConnectAsync(listener.LocalEndPoint, here).AsTask());
            var far = (await accepting)!;
            there.Post(_ => there.Start(() => AnswerAsync(far)), null);
            return new Link(here, near);
        }

        public Task<TimeSpan> ExchangeAsync(int frameBytes, int frames, int inFlight) => loop.InvokeAsync(async () =>
        {
            var bytes = new byte[frameBytes];
            var clock = Stopwatch.StartNew();
            var sent = 0;
            for (var answered = 0; answered < frames; answered++)
            {
                for (; sent < frames && sent < answered + inFlight; sent++)
                {
                    await near.SendAsync(new Frame(bytes));
                }

                using var answer = await near.ReceiveAsync();
            }

            return clock.Elapsed;
        });

        private static async Task AnswerAsync(IConnection far)
        {
            var answer = new byte[AnswerBytes];
            try
            {
                while (await far.ReceiveAsync() is { } frame)
                {
                    frame.Dispose();
                    await far.SendAsync(new Frame(answer));
                }
            }
            catch (ConnectionClosedException)
            {
                // The measurement is over.
            }
        }
    }
}
