using System.Text.Json;
using MiniKafka.Records;
using MiniKafka.Storage.Logs;
using MiniKafka.Storage.Producers;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Tests.Storage.Golden;

/// <summary>A directory that a real broker closed: everything is found, and nothing is changed.</summary>
public class CleanDirectoryTests
{
    [SharedFact]
    public void Every_partition_gives_the_recorded_answers()
    {
        using var directory = new GoldenDirectory("clean");
        var differences = directory.Partitions().SelectMany(partition => GoldenAnswers.Differences(partition.Open(clean: true), partition.Answers)).ToList();
        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
    }

    [SharedFact]
    public void Every_partition_gives_the_same_answers_when_all_indexes_were_deleted()
    {
        using var directory = new GoldenDirectory("clean");
        foreach (var index in Directory.EnumerateFiles(directory.Data, "*index", SearchOption.AllDirectories).ToList())
        {
            File.Delete(index);
        }

        var differences = directory.Partitions().SelectMany(partition => GoldenAnswers.Differences(partition.Open(clean: false), partition.Answers)).ToList();
        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
    }

    [SharedFact]
    public void Opening_and_reading_changes_no_file()
    {
        using var directory = new GoldenDirectory("clean");
        var before = Contents(directory);
        foreach (var partition in directory.Partitions())
        {
            var log = partition.Open(clean: true);
            LogScanHeaders(log);
            log.CloseFiles();
        }

        var changed = before.Except(Contents(directory)).Concat(Contents(directory).Except(before)).Select(file => file.Key).Distinct();
        Assert.Equal([], changed);
    }

    [SharedFact]
    public void Every_batch_index_entry_snapshot_and_epoch_is_as_described()
    {
        using var directory = new GoldenDirectory("clean");
        var differences = directory.Partitions().SelectMany(partition => FileDifferences(partition, partition.Open(clean: true))).ToList();
        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
    }

    private static IEnumerable<string> FileDifferences(GoldenPartition partition, PartitionLog log)
    {
        var expected = partition.Expected;
        if (Epochs(log) != GoldenAnswers.Compact(expected.GetProperty("leaderEpochs")))
        {
            yield return $"{partition.Name} epochs {Epochs(log)}";
        }

        var segments = expected.GetProperty("segments").EnumerateArray().ToList();
        if (segments.Count != log.Segments.Count)
        {
            yield return $"{partition.Name} has {log.Segments.Count} segments";
            yield break;
        }

        for (var i = 0; i < segments.Count; i++)
        {
            var segment = log.Segments[i];
            foreach (var (name, actual) in new[] { ("batches", Batches(segment)), ("offsetIndex", OffsetEntries(segment)), ("timeIndex", TimeEntries(segment)), ("transactionIndex", AbortedEntries(segment)) })
            {
                var wanted = segments[i].TryGetProperty(name, out var rows) ? rows.EnumerateArray().Select(row => name == "batches" ? Header(row) : GoldenAnswers.Compact(row)).ToList() : [];
                if (!wanted.SequenceEqual(actual))
                {
                    yield return $"{partition.Name} segment {segment.BaseOffset} {name}: {string.Join(' ', actual.Take(5))}, not {string.Join(' ', wanted.Take(5))}";
                }
            }
        }

        foreach (var snapshot in expected.GetProperty("producerSnapshots").EnumerateArray())
        {
            var file = Path.Combine(partition.Path, LogSegment.FileName(snapshot.GetProperty("offset").GetInt64()) + ProducerSnapshots.FileSuffix);
            var bytes = File.ReadAllBytes(file);
            var producers = ProducerSnapshotFile.Read(bytes)!;
            var actual = $"[{string.Join(',', producers.OrderBy(p => p.ProducerId).Select(p => $"[{p.ProducerId},{p.ProducerEpoch},{p.LastSequence},{p.LastOffset},{p.LastOffsetDelta},{p.LastTimestamp},{p.CoordinatorEpoch},{p.CurrentTransactionFirstOffset}]"))}]";
            if (actual != GoldenAnswers.Compact(snapshot.GetProperty("producers")))
            {
                yield return $"{file}: {actual}";
            }

            if (!ProducerSnapshotFile.Write([.. producers]).AsSpan().SequenceEqual(bytes))
            {
                yield return $"{file}: written differently";
            }
        }
    }

    private static string Epochs(PartitionLog log) => $"[{string.Join(',', log.Epochs.Epochs.Select(entry => $"[{entry.Epoch},{entry.StartOffset}]"))}]";

    private static List<string> Batches(LogSegment segment)
    {
        var rows = new List<string>();
        if (segment.Size > 0)
        {
            using var scan = new BatchScanner(segment.File, ScanDepth.Batches);
            while (scan.MoveNext())
            {
                var b = scan.Current;
                Assert.True(b.IsCrcValid);
                rows.Add(string.Join(',', b.BaseOffset, b.LastOffset, scan.Position, b.SizeInBytes, b.RecordCount, b.PartitionLeaderEpoch, b.Attributes, b.BaseTimestamp, b.MaxTimestamp, b.ProducerId, b.ProducerEpoch, b.BaseSequence, b.Crc));
            }

            Assert.Equal(RegionEnd.Whole, scan.End);
        }

        return rows;
    }

    private static string Header(JsonElement row) => string.Join(',', row.EnumerateArray().Take(14).Where((_, column) => column != 6).Select(GoldenAnswers.Compact));

    private static List<string> OffsetEntries(LogSegment segment) => [.. Enumerable.Range(0, segment.Offsets.Entries.Count).Select(i => $"[{segment.Offsets[i].Offset},{segment.Offsets[i].Position}]")];

    private static List<string> TimeEntries(LogSegment segment) => [.. Enumerable.Range(0, segment.Times.Entries.Count).Select(i => $"[{segment.Times[i].Timestamp},{segment.Times[i].Offset}]")];

    private static List<string> AbortedEntries(LogSegment segment) => [.. Enumerable.Range(0, segment.Aborted.Entries.Count).Select(i => $"[0,{segment.Aborted[i].ProducerId},{segment.Aborted[i].FirstOffset},{segment.Aborted[i].LastOffset},{segment.Aborted[i].LastStableOffset}]")];

    private static void LogScanHeaders(PartitionLog log)
    {
        for (var offset = log.LogStartOffset; offset < log.LogEndOffset;)
        {
            var read = log.Read(offset, 1 << 20, LogReadBound.LastStableOffset, minOneMessage: true);
            var batches = new RecordBatchIterator(read.Records.ToContiguous().Span);
            var next = offset;
            while (batches.MoveNext())
            {
                next = batches.Current.NextOffset;
            }

            read.Records.Release();
            if (next == offset)
            {
                return;
            }

            offset = next;
        }
    }

    private static SortedDictionary<string, string> Contents(GoldenDirectory directory) => new(
        Directory.EnumerateFiles(directory.Data, "*", SearchOption.AllDirectories).ToDictionary(path => path, path => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))),
        StringComparer.Ordinal);
}
