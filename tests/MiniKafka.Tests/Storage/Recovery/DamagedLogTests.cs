using MiniKafka.Records;
using MiniKafka.Storage;
using MiniKafka.Storage.Files;

namespace MiniKafka.Tests.Storage.Recovery;

/// <summary>Files that were cut, changed or taken away while no broker ran: what is kept, and what is said about it.</summary>
public class DamagedLogTests
{
    private const string FirstFile = "00000000000000000000.log";
    private static readonly LogConfig Config = LogConfig.Default with { FileDeleteDelayMs = 0, RetentionMs = -1, IndexIntervalBytes = 100 };

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(-1)]
    public void After_a_clean_stop_a_log_that_lost_bytes_of_its_last_batch_ends_before_that_batch(int bytes) => RestartedPartition.Run(Config, async partition =>
    {
        string[] values = [.. Enumerable.Range(0, 20).Select(i => $"value {i}")];
        foreach (var value in values)
        {
            partition.Append(value);
        }

        await partition.RestartAsync(Ending.Clean, () => Cut(partition, FirstFile, bytes < 0 ? LastBatchSize(partition) - 1 : bytes));
        Assert.Equal((0, 19), partition.Offsets);
        Assert.Contains(FirstFile, Assert.Single(partition.Logger.Warnings), StringComparison.Ordinal);
        Assert.Equal(19, partition.Append("again"));
        await partition.RestartAsync(Ending.Clean);
        Assert.Empty(partition.Logger.Warnings);
        Assert.Equal([.. values[..^1], "again"], partition.Values());
    });

    [Fact]
    public void After_a_clean_stop_a_log_that_lost_whole_batches_says_so() => RestartedPartition.Run(Config, async partition =>
    {
        foreach (var value in new[] { "a", "b", "c" })
        {
            partition.Append(value);
        }

        await partition.RestartAsync(Ending.Clean, () => Cut(partition, FirstFile, LastBatchSize(partition)));
        Assert.Equal(["a", "b"], partition.Values());
        Assert.Contains("ends at offset 2, although everything before 3", Assert.Single(partition.Logger.Warnings), StringComparison.Ordinal);
    });

    [Fact]
    public void After_a_clean_stop_a_last_batch_that_was_cut_is_found_behind_an_empty_segment_too() => RestartedPartition.Run(Config, async partition =>
    {
        partition.Append("a");
        partition.Append("b");
        partition.Log.Roll();
        await partition.RestartAsync(Ending.Clean, () => Cut(partition, FirstFile, by: 1));
        Assert.Equal((0, 1), partition.Offsets);
        Assert.Equal(1, partition.Append("again"));
        Assert.Equal(["a", "again"], partition.Values());
    });

    [Fact]
    public void After_a_clean_stop_an_index_that_leads_to_no_batch_is_built_again_before_anything_is_appended() => RestartedPartition.Run(Config, async partition =>
    {
        for (var i = 0; i < 20; i++)
        {
            partition.Append($"value {i}");
        }

        await partition.RestartAsync(Ending.Clean, () =>
        {
            using var index = partition.Disk.Open(partition.PathOf("00000000000000000000.index"), FileOpening.Existing);
            var bytes = new byte[index.Length];
            index.Read(0, bytes);
            bytes[^1] ^= 1;
            index.Truncate(0);
            index.Append(bytes);
        });
        Assert.Equal((0, 20), partition.Offsets);
        Assert.Equal(20, partition.Append("next"));
        Assert.Equal(21, partition.Values().Count);
    });

    [Fact]
    public void After_a_crash_a_damaged_batch_is_told_in_one_line_that_names_file_position_and_what_went() => RestartedPartition.Run(Config, async partition =>
    {
        partition.Append("a");
        var position = partition.Log.Size;
        partition.Append("b");
        partition.Append("c");
        partition.Log.Roll();
        partition.Append("d");
        await partition.RestartAsync(Ending.Killed, () => Flip(partition, FirstFile, (int)position + RecordBatchFormat.OverheadBytes + 2));
        Assert.Equal(["a"], partition.Values());
        var told = Assert.Single(partition.Logger.Warnings, line => line.Contains(FirstFile, StringComparison.Ordinal));
        Assert.Contains($"to {position} bytes at offset 1, because the next batch's checksum is wrong", told, StringComparison.Ordinal);
        Assert.Contains("everything up to offset 3", told, StringComparison.Ordinal);
        Assert.Contains("1 later segments", told, StringComparison.Ordinal);
    });

    /// <summary>Apache Kafka keeps every file that is whole by itself, whatever is missing between them.</summary>
    [Fact]
    public void A_segment_that_was_taken_away_after_the_process_was_killed_takes_no_other_with_it()
    {
        var log = TestLog.Create(Config);
        foreach (var value in new[] { "a", "b", "c", "d" })
        {
            log.Append(value);
            log.Log.Roll();
        }

        log.Log.CloseFiles();
        log.Context.FileSystem.DeleteFile(Path.Combine(log.Log.Directory, "00000000000000000001.log"));
        for (var i = 0; i < 2; i++)
        {
            log.Logger.Lines.Clear();
            log.Reopen(clean: false, recoveryPoint: 0);
            Assert.Equal(["a", "c", "d"], log.ReadValues());
            Assert.Contains("no file holds the offsets 1 to 1", Assert.Single(log.Logger.Warnings), StringComparison.Ordinal);
        }

        Assert.Equal(4, log.Append("e").BaseOffset);
        Assert.Equal(["c", "d", "e"], log.ReadValues(from: 1));
    }

    [Fact]
    public void A_segment_that_was_flushed_and_is_missing_takes_no_other_with_it_even_when_the_system_went_down() => RestartedPartition.Run(Config, async partition =>
    {
        foreach (var value in new[] { "a", "b", "c" })
        {
            partition.Append(value);
            partition.Log.Roll();
        }

        Assert.True(await partition.Manager.FlushAsync(partition.Log));
        partition.Manager.WriteCheckpoints();
        await partition.RestartAsync(Ending.PowerLost, () => partition.Disk.DeleteFile(partition.PathOf("00000000000000000001.log")));
        Assert.Equal(["a", "c"], partition.Values());
    });

    private static int LastBatchSize(RestartedPartition partition)
    {
        using var file = partition.Disk.Open(partition.PathOf(FirstFile), FileOpening.Existing);
        using var scan = new MiniKafka.Storage.Segments.BatchScanner(file, MiniKafka.Storage.Segments.ScanDepth.Headers);
        var size = 0;
        while (scan.MoveNext())
        {
            size = scan.CurrentSize;
        }

        return size;
    }

    private static void Cut(RestartedPartition partition, string file, int by)
    {
        using var log = partition.Disk.Open(partition.PathOf(file), FileOpening.Existing);
        log.Truncate(log.Length - by);
    }

    private static void Flip(RestartedPartition partition, string file, int position)
    {
        using var log = partition.Disk.Open(partition.PathOf(file), FileOpening.Existing);
        var bytes = new byte[log.Length];
        log.Read(0, bytes);
        bytes[position] ^= 1;
        log.Truncate(0);
        log.Append(bytes);
    }
}
