using Disks;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime;
using MiniKafka.Storage;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Files;

namespace MiniKafka.Tests.Storage.Faults;

/// <content>How a life of the broker begins and ends.</content>
internal sealed partial class CrashCampaign
{
    private LogManager Make(LoopHost host, EventLoop loop, ListLogger logger)
    {
        _disk.Clock = loop.Clock;
        var disk = TranslatingFileSystem.Over(new LockingFileSystem(_disk));
        var context = new LogContext(disk, loop.Clock, CompressionCodecs.Default, new DelayedDeletion(disk), logger);
        return new LogManager(context, host, new LogManagerOptions { Directories = LogDirectories, ClusterId = "c", NodeId = 1 });
    }

    /// <summary>The power fails, unless it stopped in good order; and somebody may do something to its files.</summary>
    private void End(bool isStopped)
    {
        if (isStopped)
        {
            SometimesCutLastBatch();
        }
        else
        {
            _disk.Crash(_random);
            if (_random.Next(10) == 0 && _disk.FlipBit(_random) is { } damaged)
            {
                _damaged.Add(damaged);
            }
        }

        SometimesDeleteIndexes();
    }

    private void SometimesDeleteIndexes()
    {
        if (_random.Next(10) == 0)
        {
            _disk.DeleteIndexes(_random);
        }
    }
}
