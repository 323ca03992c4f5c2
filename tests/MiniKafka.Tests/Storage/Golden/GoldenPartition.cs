using System.Text.Json;
using MiniKafka.Model;
using MiniKafka.Records.Compression;
using MiniKafka.Storage;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Logs;
using MiniKafka.Storage.Recovery;

namespace MiniKafka.Tests.Storage.Golden;

/// <summary>One partition of a golden directory: how to open it, and what it must hold and answer.</summary>
internal sealed class GoldenPartition(GoldenDirectory directory, JsonElement expected)
{
    public TopicPartition Name { get; } = new(expected.GetProperty("topic").GetString()!, expected.GetProperty("partition").GetInt32());

    public JsonElement Expected { get; } = expected;

    public JsonElement Answers => Expected.GetProperty("answers");

    public string Path => System.IO.Path.Combine(directory.Data, Name.ToString());

    public ListLogger Logger { get; } = new();

    /// <summary>Opens the partition with the checkpoints of its directory.</summary>
    public PartitionLog Open(bool clean)
    {
        var fileSystem = new DiskFileSystem();
        var context = new LogContext(fileSystem, new ManualClock(directory.NowMs), CompressionCodecs.Default, new DelayedDeletion(fileSystem), Logger);
        var opening = new LogOpening(Path)
        {
            WasCleanShutdown = clean,
            RecoveryPoint = Checkpoint(OffsetCheckpointFile.RecoveryPoint),
            LogStartOffset = Checkpoint(OffsetCheckpointFile.LogStartOffset),
            HighWatermark = Checkpoint(OffsetCheckpointFile.HighWatermark),
            CleanedOffset = Checkpoint(OffsetCheckpointFile.Cleaner),
        };
        var config = LogConfig.Default with { ProducerIdExpirationMs = int.MaxValue };
        var log = new PartitionLog(context, Name, config, LogLoader.Load(context, config, opening));
        // With one replica, everything is replicated.
        log.AdvanceHighWatermark(log.LogEndOffset);
        return log;

        long Checkpoint(string file) => new OffsetCheckpointFile(fileSystem, directory.Data, file).Read()!.GetValueOrDefault(Name, 0);
    }
}
