using System.Text;
using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Tests.Records;

public sealed class RecordBatchBuilderTests
{
    [Fact]
    public void The_bytes_of_a_small_batch_are_the_ones_Kafka_writes()
    {
        var builder = new RecordBatchBuilder { BaseOffset = 7 };
        builder.SetProducer(4000, 2, 10);
        builder.TryAppend(1000, "k"u8, "v"u8, [new RecordHeader("h", null)]);
        builder.TryAppend(998, NullableBytes.Null, ReadOnlySpan<byte>.Empty);

        var expected =
            "0000000000000007" + "00000044" + "FFFFFFFF" + "02" + "????????" + "0000" + "00000001" + "00000000000003E8"
            + "00000000000003E8" + "0000000000000FA0" + "0002" + "0000000A" + "00000002"
            + "16" + "00" + "00" + "00" + "02" + "6B" + "02" + "76" + "02" + "02" + "68" + "01"
            + "0C" + "00" + "03" + "02" + "01" + "00" + "00";
        var bytes = TestBatches.Take(builder.Build());
        Assert.Equal(expected.Replace("????????", Convert.ToHexString(bytes, 17, 4), StringComparison.Ordinal), Convert.ToHexString(bytes));
        Assert.True(new RecordBatchView(bytes).IsCrcValid);
    }

    [Fact]
    public void What_was_appended_is_read_back()
    {
        var builder = new RecordBatchBuilder { BaseOffset = 100, PartitionLeaderEpoch = 5, IsTransactional = true };
        builder.SetProducer(77, 3, int.MaxValue);
        builder.TryAppend(50, "key"u8, NullableBytes.Null);
        builder.TryAppend(60, NullableBytes.Null, "value"u8, [new("a", "1"u8.ToArray()), new("ü", ReadOnlyMemory<byte>.Empty), new("", null)]);
        var bytes = TestBatches.Take(builder.Build());

        var batch = new RecordBatchView(bytes);
        Assert.True(batch.IsComplete);
        Assert.Equal(bytes.Length, batch.SizeInBytes);
        Assert.Equal((100, 101, 5, 2), (batch.BaseOffset, batch.LastOffset, batch.PartitionLeaderEpoch, batch.RecordCount));
        Assert.Equal((77, 3, int.MaxValue, 0), (batch.ProducerId, (int)batch.ProducerEpoch, batch.BaseSequence, batch.LastSequence));
        Assert.Equal((50, 60), (batch.BaseTimestamp, batch.MaxTimestamp));
        Assert.True(batch.IsTransactional);
        Assert.False(batch.IsControl);

        var reader = new RecordReader(batch.RecordBytes, batch.RecordCount);
        Assert.True(reader.MoveNext());
        Assert.Equal("key", Encoding.UTF8.GetString(reader.Current.Key.Span));
        Assert.True(reader.Current.Value.IsNull);
        Assert.Equal(0, reader.Current.HeaderCount);
        Assert.True(reader.MoveNext());
        Assert.True(reader.Current.Key.IsNull);
        Assert.Equal((10, 1), (reader.Current.TimestampDelta, reader.Current.OffsetDelta));
        Assert.Equal(["a=1", "ü=", "=null"], TestBatches.Headers(reader.Current));
        Assert.False(reader.MoveNext());
        Assert.Equal(RecordError.None, reader.Error);
    }

    [Fact]
    public void An_empty_key_is_not_a_null_key()
    {
        var builder = new RecordBatchBuilder();
        builder.TryAppend(0, ReadOnlySpan<byte>.Empty, NullableBytes.Null);
        var batch = new RecordBatchView(TestBatches.Take(builder.Build()));
        var reader = new RecordReader(batch.RecordBytes, 1);
        reader.MoveNext();
        Assert.False(reader.Current.Key.IsNull);
        Assert.True(reader.Current.Value.IsNull);
    }

    [Fact]
    public void A_full_batch_takes_no_more_and_stays_as_it_is()
    {
        var builder = new RecordBatchBuilder { MaxBytes = 200, InitialCapacity = 200 };
        var value = new byte[50];
        Assert.True(builder.TryAppend(0, NullableBytes.Null, value));
        Assert.True(builder.TryAppend(0, NullableBytes.Null, value));
        var before = builder.EstimatedBytes;
        Assert.False(builder.HasRoomFor(NullableBytes.Null, value));
        Assert.False(builder.TryAppend(0, NullableBytes.Null, value));
        Assert.Equal(before, builder.EstimatedBytes);

        var bytes = TestBatches.Take(builder.Build());
        Assert.Equal(before, bytes.Length);
        Assert.True(bytes.Length <= 200);
    }

    [Fact]
    public void The_first_record_always_fits()
    {
        var builder = new RecordBatchBuilder { MaxBytes = 100 };
        Assert.True(builder.HasRoomFor(NullableBytes.Null, new byte[500]));
        Assert.True(builder.TryAppend(0, NullableBytes.Null, new byte[500]));
        builder.Abandon();
    }

    [Fact]
    public void The_upper_bound_is_never_below_the_size()
    {
        var random = new Random(11);
        for (var i = 0; i < 200; i++)
        {
            var key = random.Next(3) == 0 ? null : new byte[random.Next(300)];
            var value = random.Next(3) == 0 ? null : new byte[random.Next(30_000)];
            RecordHeader[] headers = [.. Enumerable.Range(0, random.Next(4)).Select(n => new RecordHeader(new string('ä', n), key))];
            var builder = new RecordBatchBuilder();
            builder.TryAppend(random.NextInt64(), key, value, headers);
            var bound = RecordBatchBuilder.SizeUpperBound(key, value, headers);
            var size = TestBatches.Take(builder.Build()).Length;
            Assert.InRange(bound - size, 0, 40);
        }
    }

    [Fact]
    public void A_batch_grows_far_beyond_its_first_buffer()
    {
        var builder = new RecordBatchBuilder { InitialCapacity = 16 };
        for (var i = 0; i < 20_000; i++)
        {
            builder.TryAppend(i, BitConverter.GetBytes(i), Encoding.UTF8.GetBytes($"value {i}"));
        }

        var batch = new RecordBatchView(TestBatches.Take(builder.Build()));
        var reader = new RecordReader(batch.RecordBytes, batch.RecordCount);
        var read = 0;
        while (reader.MoveNext())
        {
            Assert.Equal(read, reader.Current.OffsetDelta);
            Assert.Equal(read, reader.Current.TimestampDelta);
            Assert.Equal($"value {read}", Encoding.UTF8.GetString(reader.Current.Value.Span));
            read++;
        }

        Assert.Equal(20_000, read);
        Assert.Equal(RecordError.None, reader.Error);
    }

    [Fact]
    public void A_compressed_batch_names_its_codec_and_opens_to_the_same_records()
    {
        var plain = new RecordBatchBuilder();
        var compressed = new RecordBatchBuilder { Compression = new RecordCompression(new GzipCodec(), 9) };
        for (var i = 0; i < 300; i++)
        {
            plain.TryAppend(i, NullableBytes.Null, "the same again and again"u8);
            compressed.TryAppend(i, NullableBytes.Null, "the same again and again"u8);
        }

        var plainBatch = new RecordBatchView(TestBatches.Take(plain.Build()));
        var batch = new RecordBatchView(TestBatches.Take(compressed.Build()));
        Assert.Equal(CompressionType.Gzip, batch.Compression);
        Assert.True(batch.SizeInBytes < plainBatch.SizeInBytes / 5);
        Assert.True(batch.IsCrcValid);
        Assert.Equal(RecordsStatus.Open, BatchRecords.Open(batch, CompressionCodecs.Default, out var records));
        Assert.True(plainBatch.RecordBytes.SequenceEqual(records.Bytes));
        records.Dispose();
    }

    [Fact]
    public void A_batch_that_expands_past_the_limit_is_not_opened()
    {
        var builder = new RecordBatchBuilder { Compression = new RecordCompression(new GzipCodec()) };
        builder.TryAppend(0, NullableBytes.Null, new byte[100_000]);
        var batch = new RecordBatchView(TestBatches.Take(builder.Build()));
        Assert.Equal(RecordsStatus.TooLarge, BatchRecords.Open(batch, CompressionCodecs.Default, out _, maxBytes: 50_000));
    }

    [Fact]
    public void A_batch_without_records_keeps_the_range_it_stands_for()
    {
        var builder = new RecordBatchBuilder { BaseOffset = 110, LastOffset = 119, MaxTimestampWhenEmpty = 4711, DeleteHorizon = 9 };
        builder.SetProducer(1000, 0, 110);
        var batch = new RecordBatchView(TestBatches.Take(builder.Build()));
        Assert.Equal((110, 119, 0), (batch.BaseOffset, batch.LastOffset, batch.RecordCount));
        Assert.Equal((-1, 4711), (batch.BaseTimestamp, batch.MaxTimestamp));
        Assert.Equal((110, 119), (batch.BaseSequence, batch.LastSequence));
        Assert.Equal(0, batch.Attributes);
        Assert.True(batch.IsCrcValid);
    }

    [Fact]
    public void Timestamps_are_relative_to_the_delete_horizon()
    {
        var builder = new RecordBatchBuilder { DeleteHorizon = 5_000 };
        builder.AppendAt(3, 4_000, "k"u8, NullableBytes.Null);
        var batch = new RecordBatchView(TestBatches.Take(builder.Build()));
        Assert.True(batch.HasDeleteHorizon);
        Assert.Equal((5_000, 4_000, 3), (batch.BaseTimestamp, batch.MaxTimestamp, batch.LastOffset));
        var reader = new RecordReader(batch.RecordBytes, 1);
        reader.MoveNext();
        Assert.Equal(4_000, batch.TimestampOf(reader.Current.TimestampDelta));
    }

    [Fact]
    public void Copied_records_keep_their_headers_to_the_byte()
    {
        var original = new RecordBatchBuilder();
        original.TryAppend(10, "k"u8, "v"u8, [new("a", null), new("a", "2"u8.ToArray())]);
        var source = new RecordBatchView(TestBatches.Take(original.Build()));
        var reader = new RecordReader(source.RecordBytes, 1);
        reader.MoveNext();

        var copy = new RecordBatchBuilder { BaseOffset = 20 };
        copy.AppendCopy(25, 12, reader.Current);
        var batch = new RecordBatchView(TestBatches.Take(copy.Build()));
        var copied = new RecordReader(batch.RecordBytes, 1);
        copied.MoveNext();
        Assert.Equal(5, copied.Current.OffsetDelta);
        Assert.Equal(["a=null", "a=2"], TestBatches.Headers(copied.Current));
    }
}
