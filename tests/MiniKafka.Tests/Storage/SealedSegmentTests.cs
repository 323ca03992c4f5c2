using Disks;
using MiniKafka.Records;
using MiniKafka.Storage;
using MiniKafka.Tests.Storage.Faults;

namespace MiniKafka.Tests.Storage;

/// <summary>A segment that is sealed right where everything was flushed: what a crash leaves of its indexes is not taken for all of them.</summary>
public sealed class SealedSegmentTests
{
    private const int Seeds = 30;

    [Fact]
    public void Indexes_and_aborted_transactions_of_a_segment_that_was_sealed_at_the_recovery_point_are_built_again()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var disk = new FaultyDisk();
            var log = TestLog.Create(LogConfig.Default with { IndexIntervalBytes = 100 }, disk);
            for (var sequence = 0; sequence < 20; sequence++)
            {
                log.Clock.NowMs++;
                log.Append(log.ProducerBatch(7, 0, sequence, transactional: true));
            }

            log.Append(ControlRecords.EndTransaction(commit: false, 7, 0, 0, log.Clock.NowMs), origin: AppendOrigin.Coordinator);
            disk.SyncDirectory("data");
            log.Flush();
            var recoveryPoint = log.Log.FlushedOffset;
            Assert.Equal(log.Log.LogEndOffset, recoveryPoint);
            log.Log.Roll();
            log.Append("not flushed");

            log.Log.CloseFiles();
            disk.Crash(new Random(seed));
            log.Reopen(clean: false, recoveryPoint);
            Assert.Equal(1, LogWalk.Check(log.Log, [], $"seed {seed}"));
            Assert.Equal(log.Clock.NowMs, log.Log.FindMaxTimestamp()!.Value.Timestamp);
        }
    }
}
