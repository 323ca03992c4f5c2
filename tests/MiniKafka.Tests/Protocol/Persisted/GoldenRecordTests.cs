using System.Formats.Tar;
using System.IO.Compression;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;
using MiniKafka.Records;

namespace MiniKafka.Tests.Protocol.Persisted;

/// <summary>The internal topics of a real broker's data directory: every record is read and written back the same.</summary>
public class GoldenRecordTests
{
    private const string MetadataTopic = "__cluster_metadata-";

    [SharedFact]
    public void Every_record_of_the_metadata_log_is_read_and_written_back_the_same()
    {
        var seen = 0;
        foreach (var (_, value) in Records(MetadataTopic))
        {
            var (record, version) = MetadataRecordSerde.Decode(value);
            AssertSame(record, value!, MetadataRecordSerde.Encode(record, version));
            seen++;
        }

        Assert.True(seen > 300, $"Only {seen} records were found.");
    }

    [SharedTheory]
    [InlineData("__consumer_offsets-", "GroupCoordinator", 60)]
    [InlineData("__transaction_state-", "TransactionCoordinator", 60)]
    [InlineData("__share_group_state-", "ShareCoordinator", 3)]
    public void Every_record_of_a_coordinator_is_read_and_written_back_the_same(string topic, string coordinator, int atLeast)
    {
        var keys = Enum.Parse<RecordFamily>(coordinator + "Key");
        var values = Enum.Parse<RecordFamily>(coordinator + "Value");
        var seen = 0;
        foreach (var (keyBytes, valueBytes) in Records(topic))
        {
            var key = CoordinatorRecordSerde.DecodeKey(keys, keyBytes);
            Assert.NotNull(key);
            AssertSame(key, keyBytes!, CoordinatorRecordSerde.EncodeKey(key));
            if (valueBytes is not null)
            {
                var value = CoordinatorRecordSerde.DecodeValue(values, key.RecordType, valueBytes);
                Assert.NotNull(value);
                AssertSame(value, valueBytes, CoordinatorRecordSerde.EncodeValue(value, (short)((valueBytes[0] << 8) | valueBytes[1])));
            }

            seen++;
        }

        Assert.True(seen >= atLeast, $"Only {seen} records were found.");
    }

    private static void AssertSame(IMessage message, byte[] expected, byte[] actual) => Assert.True(
        expected.AsSpan().SequenceEqual(actual),
        $"{message.GetType().Name} {MessageText.Of(message)}:\nwas {Convert.ToHexString(expected)}\nnow {Convert.ToHexString(actual)}");

    private static List<(byte[]? Key, byte[]? Value)> Records(string topic)
    {
        List<(byte[]? Key, byte[]? Value)> records = [];
        using var file = File.OpenRead(SharedFactAttribute.PathOf("golden", "data-directory", "clean.tar.gz"));
        using var archive = new TarReader(new GZipStream(file, CompressionMode.Decompress));
        while (archive.GetNextEntry() is { } entry)
        {
            var isLog = entry.Name.EndsWith(".log", StringComparison.Ordinal) || entry.Name.EndsWith(".checkpoint", StringComparison.Ordinal);
            if (isLog && entry.Name.Contains(topic, StringComparison.Ordinal) && entry.DataStream is { } content)
            {
                var bytes = new byte[content.Length];
                content.ReadExactly(bytes);
                AddRecords(records, bytes);
            }
        }

        return records;
    }

    private static void AddRecords(List<(byte[]? Key, byte[]? Value)> records, byte[] log)
    {
        foreach (var batch in new RecordBatchIterator(log))
        {
            if (batch.IsControl)
            {
                continue;
            }

            var reader = new RecordReader(batch.RecordBytes, batch.RecordCount);
            while (reader.MoveNext())
            {
                records.Add((Copy(reader.Current.Key), Copy(reader.Current.Value)));
            }
        }
    }

    private static byte[]? Copy(NullableBytes bytes) => bytes.IsNull ? null : bytes.Span.ToArray();
}
