using System.Buffers.Binary;
using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage;
using MiniKafka.Storage.Validation;

namespace MiniKafka.Tests.Storage.Validation;

public sealed class LeaderValidatorTests
{
    private const long Now = 1_700_000_000_000;
    private static readonly LogConfig s_unbounded = LogConfig.Default with { TimestampAfterMaxMs = long.MaxValue };
    private static readonly byte[] s_good = Batch(Now, "a", "b");

    [Fact]
    public void A_good_batch_may_be_appended()
    {
        var result = Validate(s_good);
        Assert.Equal((ErrorCode.None, s_good.Length, Now), (result.Error, result.Size, result.MaxTimestamp));
        Assert.Null(result.Message);
        Assert.Null(result.Rejections);
    }

    [Fact]
    public void A_torn_batch_behind_a_whole_one_is_dropped()
    {
        Assert.Equal(s_good.Length, Validate([.. s_good, .. s_good[..^1]]).Size);
        Assert.Equal(ErrorCode.None, Validate([.. s_good, 0, 0, 0, 0, 0]).Error);
    }

    [Fact]
    public void A_second_batch_is_refused() => Assert.Equal(ErrorCode.InvalidRecord, Validate([.. s_good, .. s_good]).Error);

    [Fact]
    public void Zeros_behind_a_batch_are_corrupt() =>
        Assert.Equal(ErrorCode.CorruptMessage, Validate([.. s_good, .. new byte[20]]).Error);

    [Fact]
    public void Nothing_whole_is_an_invalid_record()
    {
        for (var length = 0; length < s_good.Length; length++)
        {
            Assert.Equal(ErrorCode.InvalidRecord, Validate(s_good[..length]).Error);
        }
    }

    [Theory]
    [InlineData(0, ErrorCode.InvalidRecord)]
    [InlineData(1, ErrorCode.InvalidRecord)]
    [InlineData(3, ErrorCode.CorruptMessage)]
    [InlineData(255, ErrorCode.CorruptMessage)]
    public void Only_magic_2_is_taken(byte magic, ErrorCode expected)
    {
        var bytes = s_good.ToArray();
        bytes[RecordBatchFormat.MagicPosition] = magic;
        Assert.Equal(expected, Validate(bytes).Error);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(14)]
    [InlineData(48)]
    [InlineData(49)]
    public void A_length_that_is_too_small_is_corrupt(int length)
    {
        var bytes = s_good.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(RecordBatchFormat.LengthPosition), length);
        bytes = length < 14 ? bytes : bytes[..(length + RecordBatchFormat.LengthOverheadBytes)];
        Assert.Equal(ErrorCode.CorruptMessage, Validate(bytes).Error);
    }

    [Fact]
    public void Any_flipped_bit_after_the_crc_is_corrupt()
    {
        for (var position = RecordBatchFormat.CrcPosition; position < s_good.Length; position++)
        {
            var bytes = s_good.ToArray();
            bytes[position] ^= 0x10;
            Assert.Equal(ErrorCode.CorruptMessage, Validate(bytes).Error);
        }
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(-5)]
    public void A_base_offset_other_than_zero_is_refused(long baseOffset)
    {
        var bytes = s_good.ToArray();
        RecordBatchPatch.SetBaseOffset(bytes, baseOffset);
        Assert.Equal(ErrorCode.InvalidRecord, Validate(bytes).Error);
    }

    [Fact]
    public void The_size_is_judged_before_the_crc()
    {
        var bytes = s_good.ToArray();
        bytes[^1] ^= 1;
        Assert.Equal(ErrorCode.None, Validate(s_good, s_unbounded with { MaxMessageBytes = s_good.Length }).Error);
        Assert.Equal(ErrorCode.MessageTooLarge, Validate(bytes, s_unbounded with { MaxMessageBytes = s_good.Length - 1 }).Error);
    }

    [Fact]
    public void The_base_offset_is_judged_before_the_size_and_the_size_whatever_codec_the_topic_wants()
    {
        var small = s_unbounded with { MaxMessageBytes = s_good.Length - 1 };
        Assert.Equal(ErrorCode.MessageTooLarge, Validate(s_good, small with { Compression = CompressionType.Zstd }).Error);
        var bytes = s_good.ToArray();
        RecordBatchPatch.SetBaseOffset(bytes, 1);
        Assert.Equal(ErrorCode.InvalidRecord, Validate(bytes, small).Error);
    }

    [Theory]
    [InlineData(12, ErrorCode.CorruptMessage)]
    [InlineData(11, ErrorCode.InvalidRecord)]
    public void Zeros_are_corrupt_as_soon_as_they_hold_a_length(int count, ErrorCode expected)
    {
        Assert.Equal(expected, Validate(new byte[count]).Error);
        Assert.Equal(expected == ErrorCode.CorruptMessage ? expected : ErrorCode.None, Validate([.. s_good, .. new byte[count]]).Error);
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(1, 0)]
    [InlineData(3, 1)]
    [InlineData(2, 2)]
    [InlineData(2, 0)]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, 0)]
    [InlineData(int.MinValue, int.MaxValue)]
    public void A_wrong_record_count_or_last_offset_delta_is_refused(int count, int lastOffsetDelta)
    {
        var bytes = s_good.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(RecordBatchFormat.RecordCountPosition), count);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(RecordBatchFormat.LastOffsetDeltaPosition), lastOffsetDelta);
        RecordBatchPatch.UpdateCrc(bytes);
        Assert.Equal(ErrorCode.InvalidRecord, Validate(bytes).Error);
    }

    [Fact]
    public void Control_batches_are_not_for_clients() =>
        Assert.Equal(ErrorCode.InvalidRecord, Validate(Take(ControlRecords.EndTransaction(true, 1, 1, 1, Now))).Error);

    [Theory]
    [InlineData(5, 0, 0, ErrorCode.None)]
    [InlineData(5, -1, 0, ErrorCode.None)]
    [InlineData(-1, 0, -1, ErrorCode.None)]
    [InlineData(5, 0, -1, ErrorCode.InvalidRecord)]
    [InlineData(5, 0, -2, ErrorCode.InvalidRecord)]
    public void A_producer_id_needs_a_sequence(long producerId, short epoch, int sequence, ErrorCode expected)
    {
        var bytes = s_good.ToArray();
        RecordBatchPatch.SetProducer(bytes, producerId, epoch, sequence);
        Assert.Equal(expected, Validate(bytes).Error);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void An_unknown_codec_is_an_unexpected_failure(byte codec) =>
        Assert.Equal(ErrorCode.UnknownServerError, Validate(WithAttributes(s_good, codec)).Error);

    [Fact]
    public void What_does_not_decompress_is_an_unexpected_failure() =>
        Assert.Equal(ErrorCode.UnknownServerError, Validate(WithAttributes(s_good, (short)CompressionType.Gzip)).Error);

    [Theory]
    [InlineData(false, ErrorCode.None)]
    [InlineData(true, ErrorCode.UnknownServerError)]
    public void Only_in_compressed_batches_inner_offsets_must_count_up(bool compressed, ErrorCode expected)
    {
        var builder = new RecordBatchBuilder { LastOffset = 1, Compression = compressed ? new RecordCompression(new GzipCodec()) : null };
        builder.AppendAt(5, Now, "k"u8, "v"u8);
        builder.AppendAt(6, Now, "k"u8, "v"u8);
        Assert.Equal(expected, Validate(Take(builder.Build())).Error);
    }

    [Fact]
    public void A_compacted_topic_names_each_record_without_a_key()
    {
        var builder = new RecordBatchBuilder();
        builder.TryAppend(Now, ReadOnlySpan<byte>.Empty, NullableBytes.Null);
        builder.TryAppend(Now, NullableBytes.Null, "2"u8);
        builder.TryAppend(Now, "k"u8, "3"u8);
        builder.TryAppend(Now, NullableBytes.Null, "4"u8);
        var result = Validate(Take(builder.Build()), s_unbounded with { IsCompacted = true });
        Assert.Equal(ErrorCode.InvalidRecord, result.Error);
        Assert.Equal([1, 3], (result.Rejections ?? []).Select(rejection => rejection.BatchIndex));
    }

    [Theory]
    [InlineData(Now + 30_000, true)]
    [InlineData(Now + 60_000, true)]
    [InlineData(Now + 60_001, false)]
    [InlineData(Now - 3_600_000, true)]
    [InlineData(Now - 3_600_001, false)]
    [InlineData(-1, true)]
    [InlineData(long.MinValue, false)]
    [InlineData(long.MaxValue, false)]
    public void Timestamps_are_held_between_the_bounds(long timestamp, bool good)
    {
        var result = Validate(
            Batch(timestamp, "a"), s_unbounded with { TimestampBeforeMaxMs = 3_600_000, TimestampAfterMaxMs = 60_000 });
        Assert.Equal(good ? ErrorCode.None : ErrorCode.InvalidTimestamp, result.Error);
        Assert.Equal(good ? [] : [0], (result.Rejections ?? []).Select(rejection => rejection.BatchIndex));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-2)]
    [InlineData(long.MaxValue)]
    public void Without_bounds_every_timestamp_is_taken(long timestamp) =>
        Assert.Equal(ErrorCode.None, Validate(Batch(timestamp, "a")).Error);

    [Fact]
    public void The_maximum_timestamp_is_that_of_the_records_whatever_the_header_says()
    {
        var bytes = s_good.ToArray();
        RecordBatchPatch.SetMaxTimestamp(bytes, TimestampType.CreateTime, 5);
        Assert.Equal(Now, Validate(bytes).MaxTimestamp);
    }

    [Fact]
    public void Under_log_append_time_the_broker_sets_the_clock_and_the_client_may_not()
    {
        var rules = s_unbounded with { TimestampType = TimestampType.LogAppendTime };
        Assert.Equal(ErrorCode.None, Validate(Batch(1000, "a"), rules).Error);
        var stamped = s_good.ToArray();
        RecordBatchPatch.SetLogAppendTime(stamped, Now);
        Assert.Equal(ErrorCode.InvalidTimestamp, Validate(stamped, rules).Error);
        Assert.Equal(ErrorCode.None, Validate(stamped).Error);
        RecordBatchPatch.SetLogAppendTime(stamped, RecordBatchFormat.NoTimestamp);
        Assert.Equal(ErrorCode.InvalidTimestamp, Validate(stamped).Error);
    }

    [Fact]
    public void What_lies_further_back_than_a_long_can_tell_counts_as_far_ahead()
    {
        var onlyAhead = s_unbounded with { TimestampAfterMaxMs = 60_000 };
        Assert.Equal(ErrorCode.None, Validate(Batch(-2, "a"), onlyAhead).Error);
        Assert.Equal(ErrorCode.InvalidTimestamp, Validate(Batch(long.MinValue, "a"), onlyAhead).Error);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void What_is_sound_to_the_quick_pass_is_sound_to_the_reader_and_the_other_way_round(int headers)
    {
        var builder = new RecordBatchBuilder();
        var names = Enumerable.Range(0, headers).Select(i => new RecordHeader($"h{i}", i == 1 ? null : new byte[i])).ToArray();
        builder.TryAppend(Now, "key"u8, new byte[70], names);
        builder.TryAppend(Now + 1000, NullableBytes.Null, NullableBytes.Null, names);
        builder.TryAppend(Now, "k"u8, new byte[9000]);
        builder.TryAppend(Now + 100_000_000, NullableBytes.Null, "v"u8);
        builder.TryAppend(Now, NullableBytes.Null, new byte[30]);
        var records = Take(builder.Build())[RecordBatchFormat.OverheadBytes..];
        var random = new Random(17);
        for (var round = 0; round < 50_000; round++)
        {
            var bytes = records.ToArray();
            for (var flips = random.Next(0, 3); flips > 0; flips--)
            {
                bytes[random.Next(2) == 0 ? random.Next(200) : random.Next(bytes.Length - 60, bytes.Length)] = (byte)random.Next(256);
            }

            var reader = new RecordReader(bytes, 5);
            while (reader.MoveNext())
            {
                // Only the end matters.
            }

            Assert.Equal(reader.Error == RecordError.None, RecordTimestamps.Read(bytes, 5).IsSound);
        }
    }

    [Fact]
    public void Mutated_batches_get_an_answer_and_never_an_exception()
    {
        const int Seed = 991;
        var random = new Random(Seed);
        var errors = new HashSet<ErrorCode>();
        for (var round = 0; round < 50_000; round++)
        {
            var bytes = s_good.ToArray();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                bytes[random.Next(RecordBatchFormat.AttributesPosition, bytes.Length)] = (byte)random.Next(256);
            }

            RecordBatchPatch.UpdateCrc(bytes);
            errors.Add(Validate(bytes).Error);
        }

        Assert.Contains(ErrorCode.InvalidRecord, errors);
        Assert.Contains(ErrorCode.UnknownServerError, errors);
    }

    private static BatchVerdict Validate(byte[] entry, LogConfig? config = null)
    {
        var framed = BatchFraming.FindSingleBatch(entry);
        return framed.Error == ErrorCode.None
            ? new LeaderValidator(new TopicPartition("t", 0), CompressionCodecs.Default).Validate(entry.AsSpan(0, framed.Size), config ?? s_unbounded, AppendOrigin.Client, Now)
            : framed;
    }

    private static byte[] Take(SharedBytes batch)
    {
        var bytes = batch.ToContiguous().ToArray();
        batch.Release();
        return bytes;
    }

    private static byte[] Batch(long timestamp, params string[] values)
    {
        var builder = new RecordBatchBuilder();
        foreach (var value in values)
        {
            builder.TryAppend(timestamp, "key"u8, System.Text.Encoding.UTF8.GetBytes(value));
        }

        return Take(builder.Build());
    }

    private static byte[] WithAttributes(byte[] batch, short attributes)
    {
        var bytes = batch.ToArray();
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(RecordBatchFormat.AttributesPosition), attributes);
        RecordBatchPatch.UpdateCrc(bytes);
        return bytes;
    }
}
