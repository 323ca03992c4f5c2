using MiniKafka.Client;
using MiniKafka.Client.Admin;
using MiniKafka.Model;

namespace MiniKafka.Tests.Client.Consumers;

/// <summary>Times of records: how they arrive, and what is found by them.</summary>
public sealed class ConsumedTimesTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TopicPartition First = new("numbers", 0);
    private static readonly TopicPartition Second = new("numbers", 1);
    private KafkaCluster _kafka = null!;
    private BatchWriter _writer = null!;

    public async Task InitializeAsync()
    {
        _kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("numbers", partitions: 2));
        _writer = new BatchWriter(_kafka);
    }

    public async Task DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _kafka.DisposeAsync();
    }

    [Fact]
    public async Task Offsets_are_found_by_time()
    {
        await _writer.AppendAsync(First, "0", "1", "2");
        await using var consumer = _kafka.CreateConsumer<string?, string?>(new ConsumerConfig { AutoOffsetReset = AutoOffsetReset.Earliest });
        var times = new Dictionary<TopicPartition, DateTimeOffset>
        {
            [First] = DateTimeOffset.FromUnixTimeMilliseconds(1001),
            [Second] = DateTimeOffset.FromUnixTimeMilliseconds(1001),
        };

        var offsets = await consumer.OffsetsForTimesAsync(times);

        Assert.Equal(1, offsets[First]);
        Assert.Equal(Offset.End, offsets[Second]);
        Assert.Equal(new WatermarkOffsets(0, 3), await consumer.QueryWatermarkOffsetsAsync(First));
    }

    [Theory]
    [InlineData(-86_400_000L, "1969-12-31T00:00:00Z")]
    [InlineData(0L, "1970-01-01T00:00:00Z")]
    [InlineData(1_700_000_000_123L, "2023-11-14T22:13:20.123Z")]
    public async Task A_time_arrives_as_it_was_produced_before_1970_too(long milliseconds, string time)
    {
        var at = DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
        await using var producer = _kafka.CreateProducer<string?, string?>();
        var delivered = await producer.ProduceAsync(First, new Message<string?, string?> { Value = "v", Timestamp = at });
        await using var consumer = _kafka.CreateConsumer<string?, string?>(new ConsumerConfig { AutoOffsetReset = AutoOffsetReset.Earliest });
        consumer.Assign(new TopicPartitionOffset(First, Offset.Beginning));
        var message = consumer.Consume(Patience)!.Message;
        Assert.Equal((at, milliseconds), (delivered.Timestamp, delivered.TimestampMs));
        Assert.Equal((at, milliseconds), (message.Timestamp, message.TimestampMs));
    }

    [Fact]
    public async Task A_time_in_microseconds_is_told_exactly_and_shown_as_the_last_there_is()
    {
        const long Microseconds = 1_700_000_000_123_456;
        await using var admin = _kafka.CreateAdmin();
        await admin.IncrementalAlterConfigsAsync(
            ConfigResource.Topic(First.Topic), [new AlterConfigEntry("message.timestamp.after.max.ms", long.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
        await using var producer = _kafka.CreateProducer<string?, string?>();
        await producer.ProduceAsync(First, new Message<string?, string?> { Value = "v", TimestampMs = Microseconds });
        await using var consumer = _kafka.CreateConsumer<string?, string?>(new ConsumerConfig { AutoOffsetReset = AutoOffsetReset.Earliest });
        consumer.Assign(new TopicPartitionOffset(First, Offset.Beginning));
        var message = consumer.Consume(Patience)!.Message;
        Assert.Equal(Microseconds, message.TimestampMs);
        Assert.Equal(9999, message.Timestamp!.Value.Year);
    }

    [Fact]
    public async Task Times_that_Kafka_cannot_carry_or_look_for_are_refused_by_name()
    {
        var none = DateTimeOffset.UnixEpoch.AddMilliseconds(-1);
        Assert.Equal(none, Assert.Throws<ArgumentOutOfRangeException>(() => new Message<string, string> { Timestamp = none }).ActualValue);
        await using var consumer = _kafka.CreateConsumer<string?, string?>(new ConsumerConfig { AutoOffsetReset = AutoOffsetReset.Earliest });
        var old = DateTimeOffset.UnixEpoch.AddYears(-10);
        var refused = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => consumer.OffsetsForTimesAsync([new(First, old)]));
        Assert.Equal(("times", old), (refused.ParamName, refused.ActualValue));
    }

    [Fact]
    public async Task A_reset_by_a_duration_that_reaches_beyond_1970_begins_at_the_first_record()
    {
        await _writer.AppendAsync(First, "0", "1");
        await using var consumer = _kafka.CreateConsumer<string?, string?>(new ConsumerConfig([KeyValuePair.Create("auto.offset.reset", "by_duration:P40000D")]));
        consumer.Assign(First);
        Assert.Equal(0, consumer.Consume(Patience)!.Offset);
    }

    [Fact]
    public async Task A_reset_by_duration_begins_at_the_records_of_that_time()
    {
        await using (var producer = _kafka.CreateProducer<string?, string?>())
        {
            var now = DateTimeOffset.UtcNow;
            foreach (var (age, value) in new[] { (3, "old"), (1, "young"), (0, "new") })
            {
                await producer.ProduceAsync(First, new Message<string?, string?> { Value = value, TimestampMs = now.AddHours(-age).ToUnixTimeMilliseconds() });
            }
        }

        await using var consumer = _kafka.CreateConsumer<string?, string?>(new ConsumerConfig([KeyValuePair.Create("auto.offset.reset", "by_duration:PT2H")]));
        consumer.Assign(First);
        Assert.Equal("young", consumer.Consume(Patience)!.Value);
    }
}
