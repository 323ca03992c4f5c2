using System.Diagnostics;

namespace MiniKafka.ClusterTests.Clients;

/// <summary>Users block every thread of the pool, and the cluster and its clients over TCP do everything that they do: nothing of them waits for the pool.</summary>
public sealed class BlockedPoolProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Without_a_thread_of_the_pool_everything_works_over_tcp()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(Program).Assembly.Location, BlockedPoolProcess.Command])
        {
            RedirectStandardOutput = true,
        })!;
        using var patience = new CancellationTokenSource(Patience);
        var last = "nothing was begun";
        try
        {
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } step)
            {
                last = step;
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }

        await process.WaitForExitAsync();
        Assert.Equal(BlockedPoolProcess.Done, last);
    }
}
