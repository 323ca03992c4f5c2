using System.Globalization;
using System.Runtime.CompilerServices;
using MiniKafka.Network;
using MiniKafka.Network.Faults;
using MiniKafka.Network.InMemory;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Simulation;

namespace MiniKafka.Tests.Runtime.Simulation;

/// <summary>
/// Two nodes that talk for virtual hours over a slow and unreliable link: one sends a beat every few seconds and gives up
/// on an answer that takes too long, connections break, workers are busy now and then.
/// </summary>
internal static class TwoNodeExchange
{
    /// <summary>Set to a seed, it makes a process that loads this assembly print the trace of that seed and end.</summary>
    public const string SeedVariable = "MINIKAFKA_PRINT_TRACE_OF_SEED";

    public static (ulong Hash, long Steps, int Answered, int TimedOut) Run(int seed, TimeSpan duration)
    {
        var host = new SimulatedLoopHost(seed);
        var network = new FaultNetwork(new InMemoryTransport(), host);
        network.Link("a", "b").SetDelay(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(600));
        network.Link("b", "a").SetDelay(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(600));
        int answered = 0, timedOut = 0;
        host.Run(async () =>
        {
            var (a, b) = (host.CreateLoop("a"), host.CreateLoop("b"));
            var address = new NodeEndPoint("b", 1);
            await b.InvokeAsync(async () =>
            {
                var listener = await network.TransportOf("b").ListenAsync(address, b);
                b.Start(() => AcceptAsync(listener, b));
            });
            (answered, timedOut) = await a.InvokeAsync(() => BeatAsync(network.TransportOf("a"), address, a, host, duration));
        });
        return (host.TraceHash, host.Steps, answered, timedOut);
    }

#pragma warning disable CA2255 // The one way to run something in a second process of this assembly, whose entry point is the test SDK's.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void PrintTraceIfAsked()
    {
        if (Environment.GetEnvironmentVariable(SeedVariable) is { } seed)
        {
            Console.WriteLine(Run(int.Parse(seed, CultureInfo.InvariantCulture), TimeSpan.FromMinutes(30)));
            Environment.Exit(0);
        }
    }

    private static async Task<(int Answered, int TimedOut)> BeatAsync(
        ITransport transport, NodeEndPoint address, EventLoop loop, SimulatedLoopHost host, TimeSpan duration)
    {
        int answered = 0, timedOut = 0;
        while (host.Elapsed < duration)
        {
            await using var connection = await transport.ConnectAsync(address, loop);
            try
            {
                while (host.Elapsed < duration)
                {
                    await Task.Delay(TimeSpan.FromSeconds(3), loop.Clock);
                    await connection.SendAsync(new Frame(new byte[8]));
                    using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), loop.Clock);
                    using var answer = await connection.ReceiveAsync(patience.Token);
                    answered++;
                }
            }
            catch (OperationCanceledException)
            {
                timedOut++;
                connection.Abort();
            }
        }

        return (answered, timedOut);
    }

    private static async Task AcceptAsync(IConnectionListener listener, EventLoop loop)
    {
        while (await listener.AcceptAsync() is { } connection)
        {
            loop.Start(() => EchoAsync(connection, loop));
        }
    }

    private static async Task EchoAsync(IConnection connection, EventLoop loop)
    {
        try
        {
            while (await connection.ReceiveAsync() is { } frame)
            {
                await loop.Host.RunOnWorkerAsync(WorkerKind.Io, () => { });
                await connection.SendAsync(frame);
            }
        }
        catch (ConnectionClosedException)
        {
            // The other node lost its patience.
        }
    }
}
