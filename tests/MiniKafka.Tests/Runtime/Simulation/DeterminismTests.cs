using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using MiniKafka.Runtime.Simulation;

namespace MiniKafka.Tests.Runtime.Simulation;

public sealed class DeterminismTests
{
    [Fact]
    public void Two_nodes_talk_for_virtual_hours_in_real_milliseconds()
    {
        var (_, steps, answered, timedOut) = TwoNodeExchange.Run(seed: 7, TimeSpan.FromHours(6));
        Assert.InRange(answered, 1_000, 7_200);
        Assert.InRange(timedOut, 10, 7_200);
        Assert.True(steps > answered * 4L);
    }

    [Fact]
    public void Another_seed_takes_another_way()
    {
        var one = TwoNodeExchange.Run(1, TimeSpan.FromMinutes(10));
        var two = TwoNodeExchange.Run(2, TimeSpan.FromMinutes(10));
        Assert.NotEqual(one.Hash, two.Hash);
    }

    [Fact]
    public async Task The_same_seed_leaves_the_same_trace_in_two_processes()
    {
        const int Seed = 1234;
        var here = TwoNodeExchange.Run(Seed, TimeSpan.FromMinutes(30)).ToString();
        Assert.Equal(here, await TraceOfAnotherProcessAsync(Seed));
    }

    private static async Task<string> TraceOfAnotherProcessAsync(int seed)
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var start = new ProcessStartInfo(Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"))
        {
            RedirectStandardOutput = true,
            ArgumentList = { typeof(DeterminismTests).Assembly.Location },
            Environment = { [TwoNodeExchange.SeedVariable] = seed.ToString(CultureInfo.InvariantCulture) },
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Trim();
    }
}
