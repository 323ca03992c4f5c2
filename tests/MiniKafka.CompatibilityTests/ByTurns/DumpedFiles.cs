using ApacheKafka;

namespace MiniKafka.CompatibilityTests.ByTurns;

/// <summary>Apache Kafka's dump tool over every file of a directory that was stopped cleanly.</summary>
internal static class DumpedFiles
{
    private static readonly string[] Kinds = [".log", ".index", ".timeindex", ".txnindex", ".snapshot", ".checkpoint"];

    private const string Gaps = "Non-consecutive offsets in ";

    /// <summary>It reads them all, and complains about none.</summary>
    /// <param name="tools">The tools.</param>
    /// <param name="root">Where the partitions' directories are.</param>
    /// <param name="compacted">How names of topics begin whose offsets have gaps.</param>
    public static async Task AssertSoundAsync(ApacheKafkaTools tools, string root, string compacted)
    {
        var files = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(file => Kinds.Contains(Path.GetExtension(file)) && IsPartition(Path.GetFileName(Path.GetDirectoryName(file))!))
            .GroupBy(Decoder);
        foreach (var group in files)
        {
            var run = await tools.RunAsync("DumpLogSegments", ["--deep-iteration", .. group.Key, "--files", string.Join(',', group)]);
            Assert.True(run.Code == 0, $"{string.Join('\n', run.Output.Split('\n').TakeLast(5))}\n{run.Errors}");
            Assert.DoesNotContain("isvalid: false", run.Output, StringComparison.Ordinal);
            Assert.Empty(Complaints(run.Errors, compacted));
        }
    }

    /// <summary>What belonged to a deleted topic is closed as it was, and goes away.</summary>
    private static bool IsPartition(string directory) => directory.Contains('-', StringComparison.Ordinal) && !directory.EndsWith("-delete", StringComparison.Ordinal);

    private static string[] Decoder(string file) => Path.GetFileName(Path.GetDirectoryName(file))!.Split('-')[0] switch
    {
        "__cluster_metadata" => ["--cluster-metadata-decoder", "--skip-record-metadata"],
        "__consumer_offsets" when file.EndsWith(".log", StringComparison.Ordinal) => ["--offsets-decoder"],
        _ => [],
    };

    /// <summary>
    /// What it found wrong. That a segment does not begin with offset 0 (it says "-1 is followed by 12"), and that compacted logs have gaps, is as it should be.
    /// </summary>
    private static IEnumerable<string> Complaints(string errors, string compacted)
    {
        var file = "";
        foreach (var line in errors.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith(Gaps, StringComparison.Ordinal))
            {
                file = line;
            }
            else if (!line.Contains(" is followed by ", StringComparison.Ordinal))
            {
                yield return line;
            }
            else if (!line.StartsWith("  -1 is", StringComparison.Ordinal) && !file.Contains(compacted, StringComparison.Ordinal) && !file.Contains("__consumer_offsets", StringComparison.Ordinal))
            {
                yield return file + line;
            }
        }
    }
}
