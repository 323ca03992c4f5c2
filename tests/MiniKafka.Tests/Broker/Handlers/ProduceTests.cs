using System.Buffers.Binary;
using MiniKafka.Metadata.Control;
using MiniKafka.Records;
using MiniKafka.Rpc;
using MiniKafka.Storage;

namespace MiniKafka.Tests.Broker.Handlers;

/// <summary>Which error of a Produce request comes first, and what it does to the other partitions, as in Apache Kafka.</summary>
public sealed class ProduceTests
{
    private static readonly byte[] s_good = HandlerBench.Batch("a");
    private static readonly byte[] s_twice = [.. s_good, .. s_good];

    [Fact]
    public void A_batch_without_an_outline_spoils_the_whole_request() => HandlerBench.Run(
        async bench =>
        {
            Assert.Equal("nope-0=CorruptMessage t-0=CorruptMessage u-0=CorruptMessage", await bench.ProduceAsync(-1, "c", ("t", s_good), ("nope", s_good), ("u", new byte[12])));
            Assert.Equal("t-0=CorruptMessage u-0=CorruptMessage", await bench.ProduceAsync(7, "c", ("u", [.. s_good[..16], 3]), ("t", s_good)));
            Assert.Equal(0, bench.LogOf("t").LogEndOffset);

            // What follows the first batch concerns its partition alone.
            Assert.Equal("t-0=None u-0=CorruptMessage", await bench.ProduceAsync(1, "c", ("t", s_good), ("u", [.. s_good, .. new byte[12]])));
            Assert.Equal("t-0=None u-0=InvalidRecord", await bench.ProduceAsync(1, "c", ("t", s_good), ("u", new byte[11])));
        },
        null,
        "t",
        "u");

    [Fact]
    public void A_transactional_batch_without_a_transactional_id_spoils_the_whole_request() => HandlerBench.Run(
        async bench =>
        {
            var transactional = s_good.ToArray();
            BinaryPrimitives.WriteInt16BigEndian(transactional.AsSpan(RecordBatchFormat.AttributesPosition), RecordBatchFormat.TransactionalFlag);
            const string refused = "nope-0=TransactionalIdAuthorizationFailed t-0=TransactionalIdAuthorizationFailed u-0=TransactionalIdAuthorizationFailed";
            Assert.Equal(refused, await bench.ProduceAsync(-1, "c", ("t", s_good), ("nope", s_good), ("u", transactional)));
            Assert.Equal(0, bench.LogOf("t").LogEndOffset);
        },
        null,
        "t",
        "u");

    [Fact]
    public void An_internal_topic_comes_after_records_and_acknowledgements_and_takes_those_of_the_administration() => HandlerBench.Run(
        async bench =>
        {
            const string topic = TopicNames.ConsumerOffsets;
            Assert.Equal($"{topic}-0=InvalidRecord", await bench.ProduceAsync(-1, "c", (topic, s_twice)));
            Assert.Equal($"{topic}-0=InvalidRequiredAcks", await bench.ProduceAsync(2, "c", (topic, s_good)));
            Assert.Equal($"{topic}-0=InvalidTopicException t-0=None", await bench.ProduceAsync(-1, "c", (topic, s_good), ("t", s_good)));
            Assert.Equal($"{topic}-0=None", await bench.ProduceAsync(-1, "__admin_client", (topic, s_good)));
        },
        null,
        "t",
        TopicNames.ConsumerOffsets);

    [Fact]
    public void Of_a_partition_that_stands_twice_the_refused_entry_is_answered_and_the_other_appended() => HandlerBench.Run(
        async bench =>
        {
            Assert.Equal("t-0=InvalidRecord", await bench.ProduceAsync(-1, "c", ("t", s_twice), ("t", s_good)));
            Assert.Equal("t-0=InvalidRecord", await bench.ProduceAsync(-1, "c", ("t", s_good), ("t", s_twice)));
            Assert.Equal(2, bench.LogOf("t").LogEndOffset);
        },
        null,
        "t");

    [Fact]
    public void Null_records_of_an_unknown_topic_are_answered_others_cost_the_connection() => HandlerBench.Run(
        async bench =>
        {
            Assert.Equal("nope-0=UnknownTopicOrPartition", await bench.ProduceAsync(-1, "c", ("nope", null)));
            await Assert.ThrowsAsync<RequestRefusedException>(() => bench.ProduceAsync(-1, "c", ("t", null)));
        },
        null,
        "t");

    [Fact]
    public void A_batch_larger_than_a_segment_is_refused_without_a_word_about_the_log() => HandlerBench.Run(
        async bench =>
        {
            Assert.Equal("t-0=RecordListTooLarge", await bench.ProduceAsync(-1, "c", ("t", s_good)));
            Assert.Equal(-1, bench.LogOf("t").AppendAsLeader(new(s_good), 0).LogStartOffset);
        },
        LogConfig.Default with { SegmentBytes = s_good.Length - 1 },
        "t");
}
