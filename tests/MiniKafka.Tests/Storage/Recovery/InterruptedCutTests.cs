using System.Globalization;
using MiniKafka.Storage;
using MiniKafka.Tests.Storage.Directories;

namespace MiniKafka.Tests.Storage.Recovery;

/// <summary>A cut over several segments that ends at any of its calls to the disk, with all that was not forced lost, leaves a log without a gap.</summary>
public class InterruptedCutTests
{
    private const int Records = 12;
    private const int Seeds = 6;
    private static readonly LogConfig Config = LogConfig.Default with { SegmentBytes = 200, RetentionMs = -1 };

    [Fact]
    public void What_was_cut_off_does_not_come_back_behind_the_cut()
    {
        var (done, undone) = (0, 0);
        for (var calls = 0; done < Seeds; calls++)
        {
            for (var seed = 0; seed < Seeds; seed++)
            {
                _ = IsCutDone(calls, seed) ? done++ : undone++;
            }
        }

        Assert.True(undone > 20, $"only {undone} cuts were cut short");
    }

    /// <summary>True when the cut came to its end before the disk failed.</summary>
    private static bool IsCutDone(int calls, int seed)
    {
        var isDone = false;
        RestartedPartition.Run(Config, async partition =>
        {
            for (var value = 0; value < Records; value++)
            {
                partition.Append(value.ToString(CultureInfo.InvariantCulture));
            }

            // From here on the checkpoint says that all of it is durable.
            await partition.RestartAsync(Ending.Clean);
            Assert.True(partition.Log.Segments.Count > 3);
            partition.Disk.CallsLeft = calls;
            partition.Log.TruncateTo(3);
            isDone = !partition.Log.IsOffline;
            partition.Disk.CallsLeft = null;
            await partition.EndAsync(Ending.Killed);
            partition.Disk.Crash(new Random(seed));
            await partition.StartAsync();
            Assert.True(partition.Log.LogEndOffset >= 3);
            Assert.Equal(Enumerable.Range(0, (int)partition.Log.LogEndOffset).Select(value => value.ToString(CultureInfo.InvariantCulture)), partition.Values());
        });
        return isDone;
    }
}
