using System.Globalization;
using Campaigns;
using MiniKafka.ClusterTests.Campaign;
using MiniKafka.ClusterTests.Clients;
using MiniKafka.ClusterTests.Control;
using MiniKafka.ClusterTests.Crashes;
using MiniKafka.ClusterTests.Memory;
using MiniKafka.ClusterTests.OwnDirectories;

namespace MiniKafka.ClusterTests;

/// <summary>What runs when a test, or somebody who looks for a failure, starts this assembly as a process of its own.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case [CrashWriter.Command, var directory]:
                await CrashWriter.RunAsync(directory);
                return 0;
            case [Leftovers.Command, var directory]:
                await Leftovers.RunAsync(directory);
                return 0;
            case [CourseCommand.One, var seed]:
                return CourseCommand.RunOne(Number(seed));
            case [CourseCommand.Many, var first, var count]:
                return CourseCommand.RunMany(new SeedSource(Number(first), Number(count), SeedSource.NoLimit));
            case [CourseCommand.Many, var first, "--minutes", var minutes]:
                return CourseCommand.RunMany(new SeedSource(Number(first), int.MaxValue, TimeSpan.FromMinutes(Number(minutes))));
            case [OwnDirectory.Command, var folder]:
                await OwnDirectory.WriteAsync(folder);
                return 0;
            case [FilledMemory.Command]:
                await FilledMemory.RunAsync();
                return 0;
            case [BlockedPoolProcess.Command]:
                BlockedPoolProcess.Run();
                return 0;
            default:
                await Console.Error.WriteLineAsync(
                    $"usage: {CrashWriter.Command} DIRECTORY | {Leftovers.Command} DIRECTORY | {CourseCommand.One} SEED | {CourseCommand.Many} FIRST (COUNT | --minutes MINUTES) | {OwnDirectory.Command} FOLDER | {FilledMemory.Command} | {BlockedPoolProcess.Command}");
                return 2;
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
