using System.Buffers.Binary;
using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime;
using MiniKafka.Storage;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Directories;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;
using MiniKafka.Tests.Storage;
using MiniKafka.Tests.Storage.Directories;
using MiniKafka.Tests.Storage.Golden;

namespace MiniKafka.Tests.Coordination.Groups;

/// <summary>Groups of kinds that are not served - of consumers, of share consumers, of streams - keep the records that a real Apache Kafka wrote of them.</summary>
public sealed class OtherGroupsTests
{
    /// <summary>Keys of offsets and classic groups have lower versions.</summary>
    private const short FirstOtherKind = 3;

    private static readonly LogConfig Config = LogConfig.Default with { IsCompacted = true, IsDeleted = false, MinCleanableDirtyRatio = 0.0001 };

    [SharedFact]
    public void Records_of_groups_of_other_kinds_survive_replay_compaction_and_restart()
    {
        using var directory = new GoldenDirectory("clean");
        SortedDictionary<TopicPartition, SortedDictionary<string, string?>> before = [], afterwards = [];
        SortedDictionary<int, byte[]> compacted = [];
        var removed = 0L;
        TestManager.Run(async (host, loop) =>
        {
            var manager = await StartAsync(host, loop, directory.Data);
            var sizes = new SortedDictionary<TopicPartition, long>();
            foreach (var log in Open(manager, directory.Data))
            {
                before[log.Partition] = Newest(log);
                sizes[log.Partition] = log.Size;
                log.Roll();
                Assert.True(await manager.FlushAsync(log));
            }

            Assert.True(await manager.Cleaner!.CleanAllAsync() > 1);
            removed = manager.Logs.Sum(log => sizes[log.Partition] - log.Size);
            await manager.StopAsync(1);
        });
        TestManager.Run(async (host, loop) =>
        {
            using var manager = await StartAsync(host, loop, directory.Data);
            foreach (var log in Open(manager, directory.Data))
            {
                afterwards[log.Partition] = Newest(log);
                compacted[log.Partition.Partition] = Bytes(log);
            }
        });

        Assert.True(removed > 0);
        var kinds = before.Values.SelectMany(keys => keys.Keys).Select(key => BinaryPrimitives.ReadInt16BigEndian(Convert.FromHexString(key))).Distinct().ToList();
        Assert.True(kinds.Count(kind => kind >= FirstOtherKind) >= 6, $"only the kinds {string.Join(' ', kinds)}");
        Assert.Equal(Text(before), Text(afterwards));
        CheckReplay(compacted);
    }

    /// <summary>A coordinator that loads what compaction left knows the groups as none of its own, and writes nothing about them.</summary>
    private static void CheckReplay(SortedDictionary<int, byte[]> logs)
    {
        using var expected = GoldenDirectory.Expected("clean.groups");
        var others = expected.RootElement.EnumerateObject().Where(group => group.Value.GetProperty("type").GetString() != "Classic").Select(group => group.Name).ToList();
        Assert.NotEmpty(others);
        GroupBroker.Run(async broker =>
        {
            foreach (var (partition, bytes) in logs)
            {
                var batches = new RecordBatchIterator(bytes);
                while (batches.MoveNext())
                {
                    broker.Log.Add(partition, bytes[batches.Position..(batches.Position + batches.Current.SizeInBytes)]);
                }

                broker.Topics.AddOffsetsOf(bytes);
                var count = broker.Log.Batches(partition).Count;
                await broker.Coordinator.Shards.LoadAsync(partition, 5);
                Assert.Equal(count, broker.Log.Batches(partition).Count);
            }

            Assert.All(others, group => Assert.Equal($"Group {group} is not a classic group.", broker.Describe(group).ErrorMessage));
        }, partitions: logs.Count);
    }

    private static async Task<LogManager> StartAsync(LoopHost host, EventLoop loop, string data)
    {
        var disk = new DiskFileSystem();
        var owner = MetaPropertiesFile.Read(disk, data)!;
        var context = new LogContext(disk, loop.Clock, CompressionCodecs.Default, new DelayedDeletion(disk), new ListLogger());
        var manager = new LogManager(context, host, new LogManagerOptions { Directories = [data], ClusterId = owner.ClusterId, NodeId = owner.NodeId });
        await manager.StartAsync();
        return manager;
    }

    private static List<PartitionLog> Open(LogManager manager, string data)
    {
        var partitions = manager.Directories[0].Unopened.Where(partition => partition.Topic == "__consumer_offsets").ToList();
        var logs = partitions.ConvertAll(partition => manager.GetOrCreate(partition, PartitionMetadataFile.Read(new DiskFileSystem(), Path.Combine(data, $"{partition}"))!.Value, Config)!);
        logs.ForEach(log => log.AdvanceHighWatermark(log.LogEndOffset));
        return logs;
    }

    /// <summary>The newest value of every key, both in hexadecimal; null for a tombstone.</summary>
    private static SortedDictionary<string, string?> Newest(PartitionLog log)
    {
        var newest = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (var record in LogScan.Read(log, LogReadBound.LogEnd).Where(record => !record.IsControl))
        {
            newest[Convert.ToHexString(record.Key!)] = record.Value is null ? null : Convert.ToHexString(record.Value);
        }

        return newest;
    }

    private static byte[] Bytes(PartitionLog log) =>
        [.. log.Segments.All.Where(segment => segment.Size > 0).SelectMany(segment => File.ReadAllBytes(segment.LogPath))];

    private static IEnumerable<string> Text(SortedDictionary<TopicPartition, SortedDictionary<string, string?>> partitions) =>
        partitions.SelectMany(partition => partition.Value.Select(record => $"{partition.Key} {record.Key}={record.Value ?? "deleted"}"));
}
