using MiniKafka.Network;
using MiniKafka.Network.InMemory;
using MiniKafka.Runtime;

namespace MiniKafka.Tests.Runtime;

/// <summary>Runs alone: it takes the thread pool away from everybody.</summary>
[CollectionDefinition(nameof(BlockedPoolTests), DisableParallelization = true)]
public sealed class BlockedPoolCollection;

[Collection(nameof(BlockedPoolTests))]
public sealed class BlockedPoolTests
{
    private static readonly TimeSpan Blocked = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Loops_go_on_in_time_while_users_block_the_thread_pool()
    {
        await using var host = new ThreadLoopHost();
        using var release = new ManualResetEventSlim();
        for (var i = 0; i < 4 * Environment.ProcessorCount; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ => release.Wait(Blocked), null);
        }

        // The traffic runs wholly on loops; this continuation needs a pool thread again only when the pool is free.
        var (exchanges, slowest) = await EchoAsync(host);
        release.Set();
        Assert.InRange(exchanges, 1_000, int.MaxValue);
        Assert.InRange(slowest, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    private static async Task<(int Exchanges, TimeSpan Slowest)> EchoAsync(ThreadLoopHost host)
    {
        var transport = new InMemoryTransport();
        var (server, client) = (host.CreateLoop("server"), host.CreateLoop("client"));
        var address = new NodeEndPoint("b1", 1);
        server.Start(async () =>
        {
            var listener = await transport.ListenAsync(address, server);
            var connection = await listener.AcceptAsync();
            while (await connection!.ReceiveAsync() is { } frame)
            {
                await connection.SendAsync(frame);
            }
        });
        await server.InvokeAsync(() => Task.CompletedTask);
        return await client.InvokeAsync(async () =>
        {
            await using var connection = await transport.ConnectAsync(address, client);
            var start = client.Clock.GetTimestamp();
            var (exchanges, slowest) = (0, TimeSpan.Zero);
            while (client.Clock.GetElapsedTime(start) < Blocked)
            {
                var sent = client.Clock.GetTimestamp();
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), client.Clock);
                await connection.SendAsync(new Frame(new byte[100]));
                using var answer = await connection.ReceiveAsync(patience.Token);
                var took = client.Clock.GetElapsedTime(sent);
                (exchanges, slowest) = (exchanges + 1, took > slowest ? took : slowest);
                await Task.Delay(TimeSpan.FromMilliseconds(1), client.Clock);
            }

            return (exchanges, slowest);
        });
    }
}
