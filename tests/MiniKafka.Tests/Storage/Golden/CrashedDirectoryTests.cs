using System.Text.Json;
using MiniKafka.Model;

namespace MiniKafka.Tests.Storage.Golden;

/// <summary>
/// A directory whose broker was killed and whose files were then damaged: every partition recovers to the listed ends and
/// sizes, and gives Kafka's answers after its own recovery, or the better ones that the files still allow.
/// </summary>
public class CrashedDirectoryTests
{
    [SharedFact]
    public void Every_partition_recovers_to_the_listed_end_and_sizes()
    {
        using var directory = new GoldenDirectory("crashed");
        using var recovery = GoldenDirectory.Expected("crashed.recovery");
        var differences = new List<string>();
        foreach (var partition in directory.Partitions())
        {
            if (!recovery.RootElement.GetProperty("partitions").TryGetProperty(partition.Name.ToString(), out var expected))
            {
                continue;
            }

            var log = partition.Open(clean: false);
            var sizes = log.Segments.All.ToDictionary(segment => Path.GetFileName(segment.LogPath), segment => segment.Size);
            foreach (var file in expected.GetProperty("logSizes").EnumerateObject())
            {
                var wanted = file.Value[1].ValueKind == JsonValueKind.Null ? -1 : file.Value[1].GetInt64();
                Compare(file.Name, sizes.GetValueOrDefault(file.Name, -1), wanted);
            }

            Compare("logEndOffset", log.LogEndOffset, expected.GetProperty("logEndOffset").GetInt64());
            Compare("logStartOffset", log.LogStartOffset, expected.GetProperty("logStartOffset").GetInt64());
            Compare("lastStableOffset", log.LastStableOffset, expected.GetProperty("lastStableOffset").GetInt64());
            log.CloseFiles();
            var left = Directory.EnumerateFiles(partition.Path).Select(Path.GetFileName).Where(name => name!.EndsWith(".deleted", StringComparison.Ordinal) || name.EndsWith(".cleaned", StringComparison.Ordinal) || name.EndsWith(".swap", StringComparison.Ordinal));
            differences.AddRange(left.Select(name => $"{partition.Name}: {name} is left"));

            void Compare(string what, long actual, long wanted)
            {
                if (actual != wanted)
                {
                    differences.Add($"{partition.Name} {what}: {actual}, not {wanted} ({string.Join(' ', partition.Logger.Lines)})");
                }
            }
        }

        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
    }

    [SharedFact]
    public void Every_partition_answers_as_after_Kafkas_recovery_or_better()
    {
        using var directory = new GoldenDirectory("crashed");
        using var undamaged = GoldenDirectory.Expected("crashed.undamaged");
        var differences = new List<string>();
        foreach (var partition in directory.Partitions())
        {
            var log = partition.Open(clean: false);
            var found = GoldenAnswers.Differences(log, partition.Answers);
            var mayBeBetter = partition.Name.ToString() is "torn-7" or "torn-11" or "torn-24" or "torn-txn-1" or "torn-txn-2";
            if (found.Count > 0 && mayBeBetter)
            {
                found = GoldenAnswers.Differences(log, undamaged.RootElement.GetProperty("partitions").GetProperty(partition.Name.ToString()));
            }

            differences.AddRange(found);
            log.CloseFiles();
        }

        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
    }

    [SharedFact]
    public void Opening_a_second_time_changes_nothing_more()
    {
        using var directory = new GoldenDirectory("crashed");
        foreach (var partition in directory.Partitions())
        {
            var first = partition.Open(clean: false);
            first.CloseFiles();
            var lines = partition.Logger.Lines.Count;
            var second = partition.Open(clean: false);
            Assert.Equal(first.LogEndOffset, second.LogEndOffset);
            Assert.DoesNotContain(partition.Logger.Lines.Skip(lines), line => line.Contains("cut from", StringComparison.Ordinal) || line.Contains("removed", StringComparison.Ordinal));
            second.CloseFiles();
        }
    }

    [SharedFact]
    public void A_recovered_partition_says_what_was_cut_and_why()
    {
        using var directory = new GoldenDirectory("crashed");
        var partition = directory.Partitions().Single(p => p.Name == new TopicPartition("torn", 4));
        partition.Open(clean: false).CloseFiles();
        Assert.Contains(partition.Logger.Lines, line => line.Contains("00000000000000000080.log: cut from 1242 to 621 bytes at offset 90, because the next batch's checksum is wrong", StringComparison.Ordinal));
    }
}
