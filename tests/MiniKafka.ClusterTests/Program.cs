using MiniKafka.ClusterTests.Crashes;

namespace MiniKafka.ClusterTests;

/// <summary>What runs when a test starts this assembly as a process of its own.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [CrashWriter.Command, var directory])
        {
            await Console.Error.WriteLineAsync($"usage: {CrashWriter.Command} DIRECTORY");
            return 2;
        }

        await CrashWriter.RunAsync(directory);
        return 0;
    }
}
