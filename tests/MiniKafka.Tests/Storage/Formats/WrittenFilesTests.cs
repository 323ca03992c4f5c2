using System.Text;
using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Storage;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Files;
using MiniKafka.Tests.Storage.Directories;

namespace MiniKafka.Tests.Storage.Formats;

/// <summary>What storage writes is what Kafka's formats say, as a reader of the test's own finds it.</summary>
public sealed class WrittenFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("formats");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_partitions_files_follow_the_documented_formats()
    {
        var log = TestLog.Create(LogConfig.Default with { IndexIntervalBytes = 200, SegmentBytes = 4000 }, new DiskFileSystem(), _folder.FullName);
        for (var i = 0; i < 30; i++)
        {
            log.Clock.NowMs += 5;
            log.Append(log.Batch($"value {i}", new string('x', 100)), leaderEpoch: i < 10 ? 3 : 4);
        }

        log.Append(log.ProducerBatch(7, 0, 0, count: 2, transactional: true), leaderEpoch: 4);
        log.Append(ControlRecords.EndTransaction(commit: false, 7, 0, 2, log.Clock.NowMs), leaderEpoch: 4, AppendOrigin.Coordinator);
        log.Log.Roll();
        log.Log.SaveState();
        log.Log.CloseFiles();

        var expected = 0L;
        var directory = log.Log.Directory;
        foreach (var segment in log.Log.Segments.All.Where(segment => segment.Size > 0))
        {
            var batches = HandReader.Log(segment.LogPath);
            Assert.Equal(expected, batches[0].BaseOffset);
            foreach (var batch in batches)
            {
                Assert.Equal(expected, batch.BaseOffset);
                Assert.Equal(Enumerable.Range(0, batch.Records.Count).Select(i => expected + i), batch.Records.Select(record => record.Offset));
                expected = batch.LastOffset + 1;
            }

            foreach (var (offset, position) in HandReader.OffsetIndex(Path.ChangeExtension(segment.LogPath, ".index"), segment.BaseOffset))
            {
                Assert.Equal(offset, batches.Single(batch => batch.Position == position).LastOffset);
            }

            var times = HandReader.TimeIndex(Path.ChangeExtension(segment.LogPath, ".timeindex"), segment.BaseOffset);
            Assert.Equal(batches.Max(batch => batch.MaxTimestamp), times[^1].Timestamp);
            Assert.All(times, entry => Assert.Equal(entry.Timestamp, batches.First(batch => batch.LastOffset >= entry.Offset).MaxTimestamp));
        }

        Assert.Equal(63, expected);
        var aborted = Directory.EnumerateFiles(directory, "*.txnindex").SelectMany(HandReader.TransactionIndex);
        Assert.Equal([(7L, 60L, 62L, 63L)], aborted);
        var snapshot = HandReader.Snapshot(Path.Combine(directory, "00000000000000000063.snapshot"));
        Assert.Equal([7, 0, 1, 61, 1, log.Clock.NowMs, 2, -1], Assert.Single(snapshot));
        Assert.Equal(["3 0", "4 20"], HandReader.Checkpoint(Path.Combine(directory, "leader-epoch-checkpoint")));
    }

    [Fact]
    public void A_log_directorys_files_follow_the_documented_formats() => TestManager.Run(async (host, loop) =>
    {
        var data = Path.Combine(_folder.FullName, "data");
        var manager = await TestManager.StartAsync(host, loop, new DiskFileSystem(), data);
        var log = manager.GetOrCreate(new TopicPartition("a.b-c", 3), TestManager.TopicId, LogConfig.Default)!;
        log.AppendAsLeader(TestLog.BatchAt(1, "x", "y", "z"), 0);
        log.AdvanceHighWatermark(3);
        log.IncrementLogStartOffset(2);
        await manager.StopAsync(brokerEpoch: 41);

        Assert.Equal(["a.b-c 3 3"], HandReader.Checkpoint(Path.Combine(data, "recovery-point-offset-checkpoint")));
        Assert.Equal(["a.b-c 3 2"], HandReader.Checkpoint(Path.Combine(data, "log-start-offset-checkpoint")));
        Assert.Equal(["a.b-c 3 3"], HandReader.Checkpoint(Path.Combine(data, "replication-offset-checkpoint")));
        Assert.Equal("""{"version":0,"brokerEpoch":41}""", File.ReadAllText(Path.Combine(data, ".kafka_cleanshutdown")));
        Assert.Equal($"version: 0\ntopic_id: {TestManager.TopicId}", File.ReadAllText(Path.Combine(data, "a.b-c-3", "partition.metadata")));
        var properties = File.ReadAllText(Path.Combine(data, MetaPropertiesFile.Name), Encoding.UTF8).Split('\n');
        Assert.Contains("version=1", properties);
        Assert.Contains("cluster.id=cluster", properties);
        Assert.Contains("node.id=1", properties);
    });
}
