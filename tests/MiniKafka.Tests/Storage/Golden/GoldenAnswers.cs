using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Storage.Logs;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Tests.Storage.Golden;

/// <summary>Puts the recorded questions to a log and lists every answer that differs.</summary>
internal static class GoldenAnswers
{
    public static List<string> Differences(PartitionLog log, JsonElement answers)
    {
        var differences = new List<string>();
        Compare("logStartOffset", log.LogStartOffset, answers.GetProperty("logStartOffset").GetInt64());
        Compare("highWatermark", log.HighWatermark, answers.GetProperty("highWatermark").GetInt64());
        Compare("logEndOffset", log.LogEndOffset, answers.GetProperty("highWatermark").GetInt64());
        Compare("lastStableOffset", log.LastStableOffset, answers.GetProperty("lastStableOffset").GetInt64());
        if (!CanExpand(log))
        {
            return differences;
        }

        var largest = log.FindMaxTimestamp();
        Compare("maxTimestamp", $"[{largest?.Timestamp ?? -1},{largest?.Offset ?? -1}]", Compact(answers.GetProperty("maxTimestamp")));
        foreach (var row in answers.GetProperty("offsetsForTimes").EnumerateArray())
        {
            var found = log.FindOffsetByTimestamp(row[0].GetInt64());
            Compare($"offsetsForTimes {row[0]}", $"{found?.Offset ?? -1},{found?.Timestamp ?? -1}", $"{row[1]},{row[2]}");
            if (found is { } hit && row[3].ValueKind == JsonValueKind.Number)
            {
                Compare($"epoch of {row[0]}", hit.LeaderEpoch, row[3].GetInt32());
            }
        }

        CompareReading("readUncommitted", LogReadBound.HighWatermark);
        CompareReading("readCommitted", LogReadBound.LastStableOffset);
        var producers = log.Producers.All.Select(p => $"[{p.ProducerId},{p.ProducerEpoch},{p.LastSequence},{p.LastTimestamp},{p.CoordinatorEpoch},{p.CurrentTransactionFirstOffset}]");
        Compare("activeProducers", $"[{string.Join(',', producers)}]", Compact(answers.GetProperty("activeProducers")));
        return differences;

        void CompareReading(string name, LogReadBound bound)
        {
            if (!answers.TryGetProperty(name, out var expected) || expected.TryGetProperty("errors", out _))
            {
                return;
            }

            var records = LogScan.Read(log, bound).Where(record => !record.IsControl).ToList();
            Compare(name + " offsets", Ranges(records), Compact(expected.GetProperty("offsets")));
            Compare(name + " sha256", Hash(records), expected.GetProperty("sha256").GetString());
        }

        void Compare<T>(string what, T actual, T expectedValue)
        {
            if (!EqualityComparer<T>.Default.Equals(actual, expectedValue))
            {
                differences.Add($"{log.Partition} {what}: {actual}, not {expectedValue}");
            }
        }
    }

    public static string Compact(JsonElement element) => JsonSerializer.Serialize(element);

    /// <summary>True when every codec in the log is there.</summary>
    public static bool CanExpand(PartitionLog log)
    {
        foreach (var segment in log.Segments.All.Where(segment => segment.Size > 0))
        {
            using var scan = new BatchScanner(segment.File, ScanDepth.Headers);
            while (scan.MoveNext())
            {
                if (scan.Current.Compression != CompressionType.None && CompressionCodecs.Default.Find(scan.Current.Compression) is null)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>The hash that the description defines over records.</summary>
    public static string Hash(IEnumerable<ReadRecord> records)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var record in records)
        {
            Number(sha, record.Offset);
            Number(sha, record.Timestamp);
            Bytes(sha, record.Key);
            Bytes(sha, record.Value);
            Length(sha, record.Headers.Count);
            foreach (var (name, value) in record.Headers)
            {
                Bytes(sha, name);
                Bytes(sha, value);
            }
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }

    private static string Ranges(List<ReadRecord> records)
    {
        var ranges = new List<(long First, long Last)>();
        foreach (var record in records)
        {
            if (ranges.Count > 0 && ranges[^1].Last + 1 == record.Offset)
            {
                ranges[^1] = (ranges[^1].First, record.Offset);
            }
            else
            {
                ranges.Add((record.Offset, record.Offset));
            }
        }

        return $"[{string.Join(',', ranges.Select(range => $"[{range.First},{range.Last}]"))}]";
    }

    private static void Number(IncrementalHash sha, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        sha.AppendData(bytes);
    }

    private static void Length(IncrementalHash sha, int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        sha.AppendData(bytes);
    }

    private static void Bytes(IncrementalHash sha, byte[]? bytes)
    {
        Length(sha, bytes?.Length ?? -1);
        sha.AppendData(bytes ?? []);
    }
}
