using MiniKafka.Model;
using MiniKafka.Records;
using MiniKafka.Records.Compression;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage;
using MiniKafka.Storage.Logs;

namespace MiniKafka.Tests.Storage;

/// <summary>A topic's <c>compression.type</c> against the producer's: the leader stores what the topic wants.</summary>
public sealed class RecompressionTests
{
    private const long ProducerId = 7;
    private static readonly string[] s_values = [.. Enumerable.Range(0, 50).Select(i => $"a value like many others, number {i}")];

    public static TheoryData<CompressionType, CompressionType> Pairs
    {
        get
        {
            CompressionType[] all = [CompressionType.None, .. CompressionCodecs.Default.Types];
            var pairs = new TheoryData<CompressionType, CompressionType>();
            foreach (var (from, to) in all.SelectMany(from => all.Where(to => to != from).Select(to => (from, to))))
            {
                pairs.Add(from, to);
            }

            return pairs;
        }
    }

    public static TheoryData<CompressionType> All => [CompressionType.None, .. CompressionCodecs.Default.Types];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_batch_is_stored_with_the_codec_that_the_topic_wants(CompressionType from, CompressionType to)
    {
        var log = TestLog.Create(LogConfig.Default with { Compression = to });
        log.Append("before");
        Assert.Equal((ErrorCode.None, 1, s_values.Length), Told(log.Append(Batch(log, from), leaderEpoch: 3)));
        var stored = new RecordBatchView(Stored(log, 1));
        Assert.Equal((to, true, 1, s_values.Length), (stored.Compression, stored.IsCrcValid, stored.BaseOffset, stored.RecordCount));
        Assert.Equal((3, ProducerId, 0, s_values.Length - 1), (stored.PartitionLeaderEpoch, stored.ProducerId, stored.BaseSequence, stored.LastSequence));
        Assert.Equal(log.Clock.NowMs, stored.MaxTimestamp);
        Assert.Equal(s_values, log.ReadValues(1));
        Assert.True(log.Append(Batch(log, from), leaderEpoch: 3).IsDuplicate);
    }

    /// <summary>Another level than the codec's own tells whether the bytes were kept or compressed once more.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void A_batch_that_has_the_topics_codec_already_is_kept_as_it_came(CompressionType type)
    {
        var log = TestLog.Create(LogConfig.Default with { Compression = type, CompressionLevel = type is CompressionType.Gzip or CompressionType.Zstd ? 9 : null });
        AssertKept(log, type);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_topic_that_leaves_it_to_the_producer_keeps_what_came(CompressionType type) => AssertKept(TestLog.Create(), type);

    /// <summary>compression.type says how the producer's records are stored, not the cluster's own.</summary>
    [Fact]
    public void A_marker_stays_plain()
    {
        var log = TestLog.Create(LogConfig.Default with { Compression = CompressionType.Gzip });
        Assert.Equal(ErrorCode.None, log.Append(ControlRecords.EndTransaction(commit: true, ProducerId, 0, 0, log.Clock.NowMs), origin: AppendOrigin.Coordinator).Error);
        Assert.Equal(CompressionType.None, new RecordBatchView(Stored(log, 0)).Compression);
    }

    /// <summary>It fits as the producer sent it, and not any more as the topic wants it.</summary>
    [Fact]
    public void A_batch_that_becomes_too_large_is_refused_and_stores_nothing()
    {
        var config = LogConfig.Default with { Compression = CompressionType.None };
        var log = TestLog.Create(config with { MaxMessageBytes = 1000 });
        Assert.Equal(ErrorCode.MessageTooLarge, log.Append(Batch(log, CompressionType.Gzip)).Error);
        Assert.Equal((0, 0), (log.Log.LogEndOffset, log.Log.Size));
        Assert.Equal(ErrorCode.None, TestLog.Create(config with { MaxMessageBytes = 10_000 }).Append(Batch(log, CompressionType.Gzip)).Error);
    }

    private static void AssertKept(TestLog log, CompressionType type)
    {
        var batch = Batch(log, type);
        var expected = batch.ToContiguous().ToArray();
        Assert.True(expected.Length < 1000 || type == CompressionType.None);
        Assert.Equal((ErrorCode.None, 0, s_values.Length - 1), Told(log.Append(batch)));
        RecordBatchPatch.SetPartitionLeaderEpoch(expected, 0);
        Assert.Equal(expected, Stored(log, 0));
        Assert.Equal(s_values, log.ReadValues());
    }

    private static (ErrorCode Error, long First, long Last) Told(LogAppendResult result) => (result.Error, result.BaseOffset, result.LastOffset);

    private static SharedBytes Batch(TestLog log, CompressionType type)
    {
        var codec = CompressionCodecs.Default.Find(type);
        var builder = new RecordBatchBuilder { Compression = codec is null ? null : new RecordCompression(codec) };
        foreach (var value in s_values)
        {
            builder.TryAppend(log.Clock.NowMs, NullableBytes.Null, System.Text.Encoding.UTF8.GetBytes(value));
        }

        builder.SetProducer(ProducerId, 0, 0);
        return builder.Build();
    }

    private static byte[] Stored(TestLog log, long offset)
    {
        var read = log.Log.Read(offset, 1 << 20, LogReadBound.LogEnd, minOneMessage: true).Records;
        var bytes = read.ToContiguous().ToArray();
        read.Release();
        return bytes;
    }
}
