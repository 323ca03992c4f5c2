using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using MiniKafka.Records;
using MiniKafka.Records.Compression;

namespace MiniKafka.Tests.Records.Golden;

/// <summary>Log files that Apache Kafka wrote, and what its own classes found in them.</summary>
public sealed class GoldenTopicsTests
{
    [SharedFact]
    public void Every_batch_reads_as_Kafka_reads_it()
    {
        var files = LogFiles();
        var codecs = new SortedDictionary<CompressionType, int>();
        var batches = 0;
        foreach (var expected in Directory.GetFiles(SharedFactAttribute.PathOf("golden", "data-directory", "expected"), "clean.topic.*.json"))
        {
            using var topic = JsonDocument.Parse(File.ReadAllBytes(expected));
            foreach (var partition in topic.RootElement.GetProperty("partitions").EnumerateArray())
            {
                var folder = $"{partition.GetProperty("topic").GetString()}-{partition.GetProperty("partition").GetInt32()}";
                foreach (var segment in partition.GetProperty("segments").EnumerateArray())
                {
                    var log = files[$"data/{folder}/{segment.GetProperty("baseOffset").GetInt64():D20}.log"];
                    batches += Compare(folder, log, segment.GetProperty("batches"), codecs);
                }
            }
        }

        Assert.True(batches > 500, $"only {batches} batches");
        foreach (var type in CompressionCodecs.Default.Types)
        {
            Assert.True(codecs.GetValueOrDefault(type) >= 3, $"only {codecs.GetValueOrDefault(type)} batches of {type}");
        }
    }

    private static int Compare(string folder, byte[] log, JsonElement expected, SortedDictionary<CompressionType, int> codecs)
    {
        var iterator = new RecordBatchIterator(log);
        var count = 0;
        foreach (var row in expected.EnumerateArray())
        {
            Assert.True(iterator.MoveNext(), $"{folder}: the log ends after {count} batches");
            var batch = iterator.Current;
            Assert.Equal($"{folder} {Columns(row)}", $"{folder} {Columns(iterator.Position, batch)}");
            Assert.True(batch.IsCrcValid);
            Assert.Equal($"{folder} {batch.BaseOffset} {row[14].GetString()}", $"{folder} {batch.BaseOffset} {RecordHash.Of(batch)}");
            codecs[batch.Compression] = codecs.GetValueOrDefault(batch.Compression) + 1;
            count++;
        }

        Assert.False(iterator.MoveNext());
        Assert.Equal(RegionEnd.Whole, iterator.End);
        return count;
    }

    private static string Columns(JsonElement row) =>
        string.Join(' ', row.EnumerateArray().Take(14).Select(column => column.ToString()));

    private static string Columns(int position, RecordBatchView batch)
    {
        var codec = batch.Compression.ToString().ToLowerInvariant();
        return string.Join(
            ' ', batch.BaseOffset, batch.LastOffset, position, batch.SizeInBytes, batch.RecordCount, batch.PartitionLeaderEpoch,
            codec, batch.Attributes, batch.BaseTimestamp, batch.MaxTimestamp, batch.ProducerId, batch.ProducerEpoch, batch.BaseSequence, batch.Crc);
    }

    private static SortedDictionary<string, byte[]> LogFiles()
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        using var archive = File.OpenRead(SharedFactAttribute.PathOf("golden", "data-directory", "clean.tar.gz"));
        using var unpacked = new GZipStream(archive, CompressionMode.Decompress);
        using var tar = new TarReader(unpacked);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.Name.EndsWith(".log", StringComparison.Ordinal))
            {
                using var content = new MemoryStream();
                entry.DataStream?.CopyTo(content);
                files.Add(entry.Name, content.ToArray());
            }
        }

        return files;
    }
}
