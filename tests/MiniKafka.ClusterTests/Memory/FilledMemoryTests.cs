using System.Diagnostics;
using MiniKafka.ClusterTests.Programs;

namespace MiniKafka.ClusterTests.Memory;

public sealed class FilledMemoryTests
{
    private const string MostHeap = "0x30000000";

    [Fact]
    public async Task A_process_of_768_MB_that_is_filled_ends_in_refusals_and_goes_on_when_there_is_room()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(Program).Assembly.Location, FilledMemory.Command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_GCHeapHardLimit"] = MostHeap },
        })!;

        var run = await ProgramRun.EndOfAsync(process, process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal(["small: KafkaStorageError", "large: KafkaStorageError", "many: KafkaStorageError", "room again"], run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
