using System.Text.Json;
using MiniKafka.Records;
using MiniKafka.Records.Compression;
using Xunit.Abstractions;

namespace MiniKafka.Tests.Records.Golden;

/// <summary>
/// Batches in the recorded traffic of Java, librdkafka, kafkajs and Python clients. They are found by their CRC, so that
/// this test needs nothing that knows the protocol's messages.
/// </summary>
public sealed class GoldenFramesTests(ITestOutputHelper output)
{
    [SharedFact]
    public void Every_batch_of_every_client_opens_and_reads_to_its_end()
    {
        var counts = new SortedDictionary<CompressionType, int>();
        foreach (var path in Directory.GetFiles(SharedFactAttribute.PathOf("golden", "frames"), "*.jsonl"))
        {
            foreach (var line in File.ReadLines(path))
            {
                using var frame = JsonDocument.Parse(line);
                foreach (var side in new[] { "request", "response" })
                {
                    ReadBatches(Convert.FromHexString(frame.RootElement.GetProperty(side).GetString() ?? string.Empty), counts);
                }
            }
        }

        output.WriteLine(string.Join(", ", counts.Select(pair => $"{pair.Value} {pair.Key}")));
        foreach (var type in CompressionCodecs.Default.Types.Append(CompressionType.None))
        {
            Assert.True(counts.GetValueOrDefault(type) > 0, $"no batch of {type}");
        }
    }

    private static void ReadBatches(byte[] frame, SortedDictionary<CompressionType, int> counts)
    {
        for (var at = 0; at <= frame.Length - RecordBatchFormat.OverheadBytes;)
        {
            var batch = new RecordBatchView(frame.AsSpan(at));
            if (batch.Magic != RecordBatchFormat.Magic || !batch.IsComplete || !batch.IsCrcValid)
            {
                at++;
                continue;
            }

            Assert.NotEmpty(RecordHash.Of(batch) + batch.IsControl);
            counts[batch.Compression] = counts.GetValueOrDefault(batch.Compression) + 1;
            at += batch.SizeInBytes;
        }
    }
}
