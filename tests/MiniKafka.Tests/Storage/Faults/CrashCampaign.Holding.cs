using MiniKafka.Runtime;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Tests.Storage.Faults;

/// <content>Other programs hold files for a moment, or for good.</content>
internal sealed partial class CrashCampaign
{
    /// <summary>Nobody holds anything any more, and what had to wait for that is done.</summary>
    private async Task LetGoAsync(LogManager manager)
    {
        _disk.HoldOdds = 0;
        _disk.Held.LetGo();
        foreach (var directory in manager.Directories)
        {
            await directory.SettledAsync();
        }
    }

    /// <summary>Access that stays denied ends the service of the directory, and of nothing else.</summary>
    private async Task SometimesLoseAccessAsync(LogManager manager, PartitionLog log)
    {
        if (log.IsOffline || _random.Next(40) > 0)
        {
            return;
        }

        totals.LastingHolds++;

        // Otherwise it might fail for another reason, and at once.
        _disk.FailureOdds = 0;
        _disk.Hold(Path.GetDirectoryName(log.Directory)!, Timeout.InfiniteTimeSpan);
        manager.WriteCheckpoints();
        Assert.False(log.IsOffline, Where);
        await Task.Delay(Patience.Limit + (5 * Patience.Interval), EventLoop.CurrentLoop!.Clock);
        Assert.True(log.IsOffline, Where);
    }
}
