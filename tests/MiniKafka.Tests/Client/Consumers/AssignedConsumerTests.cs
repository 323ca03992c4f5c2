using MiniKafka.Client;
using MiniKafka.Model;
using MiniKafka.Records.Compression;

namespace MiniKafka.Tests.Client.Consumers;

public sealed class AssignedConsumerTests : IAsyncLifetime
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
    public async Task Records_come_with_key_value_headers_time_and_place()
    {
        await _writer.AppendAsync(First, "a:1", "2");
        await using var consumer = Consumer();
        consumer.Assign(First);

        var one = consumer.Consume(Patience)!;
        var two = consumer.Consume(Patience)!;

        Assert.Equal(("a", "1", 0L), (one.Key, one.Value, one.Offset));
        Assert.Equal(First, one.TopicPartition);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1000), one.Message.Timestamp);
        Assert.True(one.Message.Headers!.TryGetLast("n", out var header));
        Assert.Equal(new byte[] { 7 }, header.Value!.Value.ToArray());
        Assert.Null(two.Key);
        Assert.Equal(2, consumer.Position(First));
        Assert.Equal(0, consumer.Lag(First));
        Assert.Equal(new WatermarkOffsets(0, 2), consumer.GetWatermarkOffsets(First));
    }

    [Fact]
    public async Task Consume_gives_null_when_time_is_up()
    {
        await using var consumer = Consumer();
        consumer.Assign(First);
        Assert.Null(consumer.Consume(TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public async Task Records_that_come_later_wake_a_waiting_consumer()
    {
        await using var consumer = Consumer();
        consumer.Assign([First, Second]);
        var waiting = Task.Run(() => consumer.Consume(Patience));

        await _writer.AppendAsync(Second, "late");

        Assert.Equal("late", (await waiting)!.Value);
    }

    [Fact]
    public async Task Latest_begins_behind_what_is_there()
    {
        await _writer.AppendAsync(First, "old");
        await using var consumer = Consumer(AutoOffsetReset.Latest);
        consumer.Assign(First);
        Assert.Null(consumer.Consume(TimeSpan.FromMilliseconds(300)));
        Assert.Equal(1, consumer.Position(First));

        await _writer.AppendAsync(First, "new");

        Assert.Equal("new", consumer.Consume(Patience)!.Value);
    }

    [Fact]
    public async Task None_fails_without_an_offset_and_goes_on_after_a_seek()
    {
        await _writer.AppendAsync(First, "1");
        await using var consumer = Consumer(AutoOffsetReset.None);
        consumer.Assign(First);

        var failure = Assert.Throws<KafkaException>(() => consumer.Consume(Patience));
        consumer.Seek(new TopicPartitionOffset(First, Offset.Beginning));

        Assert.Contains("auto.offset.reset", failure.Message, StringComparison.Ordinal);
        Assert.Equal("1", consumer.Consume(Patience)!.Value);
    }

    [Fact]
    public async Task Seek_goes_back_into_the_middle_of_a_batch_and_drops_what_was_fetched()
    {
        await _writer.AppendAsync(First, "0", "1", "2", "3");
        await using var consumer = Consumer();
        consumer.Assign(First);
        Assert.Equal("0", consumer.Consume(Patience)!.Value);
        Assert.Equal("1", consumer.Consume(Patience)!.Value);

        consumer.Seek(new TopicPartitionOffset(First, 3));
        Assert.Equal("3", consumer.Consume(Patience)!.Value);
        consumer.Seek(new TopicPartitionOffset(First, 1));

        Assert.Equal("1", consumer.Consume(Patience)!.Value);
    }

    [Fact]
    public async Task Seek_beyond_the_end_resets()
    {
        await _writer.AppendAsync(First, "0");
        await using var consumer = Consumer();
        consumer.Assign(new TopicPartitionOffset(First, 100));
        Assert.Equal("0", consumer.Consume(Patience)!.Value);
    }

    [Fact]
    public async Task A_paused_partition_is_silent_and_goes_on_where_it_was()
    {
        await _writer.AppendAsync(First, "0", "1", "2");
        await using var consumer = Consumer();
        consumer.Assign(First);
        Assert.Equal("0", consumer.Consume(Patience)!.Value);

        consumer.Pause([First]);
        Assert.Null(consumer.Consume(TimeSpan.FromMilliseconds(100)));
        consumer.Resume([First]);

        Assert.Equal("1", consumer.Consume(Patience)!.Value);
        Assert.Equal("2", consumer.Consume(Patience)!.Value);
    }

    [Fact]
    public async Task Unassigned_partitions_give_nothing_more()
    {
        await _writer.AppendAsync(First, "0", "1");
        await _writer.AppendAsync(Second, "x");
        await using var consumer = Consumer();
        consumer.Assign(First);
        Assert.Equal("0", consumer.Consume(Patience)!.Value);

        consumer.IncrementalAssign([Second]);
        consumer.IncrementalUnassign([First]);

        Assert.Equal("x", consumer.Consume(Patience)!.Value);
        Assert.Equal([Second], consumer.Assignment);
        Assert.Throws<KafkaException>(() => consumer.Position(First));
    }

    [Fact]
    public async Task Every_codec_is_read()
    {
        foreach (var type in CompressionCodecs.Default.Types)
        {
            await _writer.AppendAsync(First, CompressionCodecs.Default.Find(type), $"{type}:1", $"{type}:2");
        }

        await using var consumer = Consumer();
        consumer.Assign(First);
        foreach (var type in CompressionCodecs.Default.Types)
        {
            Assert.Equal((type.ToString(), "1"), Pair(consumer.Consume(Patience)));
            Assert.Equal((type.ToString(), "2"), Pair(consumer.Consume(Patience)));
        }
    }

    [Fact]
    public async Task More_than_fits_into_the_bound_comes_in_order()
    {
        for (var i = 0; i < 50; i++)
        {
            await _writer.AppendAsync(First, [.. Enumerable.Range(i * 20, 20).Select(number => $"{number:D10}")]);
        }

        await using var consumer = _kafka.CreateConsumer<string?, string?>(new ConsumerConfig
        {
            AutoOffsetReset = AutoOffsetReset.Earliest,
            FetchMaxBytes = 2000,
            MaxPartitionFetchBytes = 1000,
        });
        consumer.Assign(First);
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal($"{i:D10}", consumer.Consume(Patience)!.Value);
        }
    }

    [Fact]
    public async Task ConsumeAsync_goes_on_where_the_last_enumeration_was_left()
    {
        await _writer.AppendAsync(First, "0", "1", "2");
        await using var consumer = Consumer();
        consumer.Assign(First);
        var seen = new List<string?>();
        for (var i = 0; i < 3; i++)
        {
            await foreach (var result in consumer.ConsumeAsync())
            {
                seen.Add(result.Value);
                break;
            }
        }

        Assert.Equal(["0", "1", "2"], seen);
    }

    [Fact]
    public async Task ConsumeAsync_ends_when_cancelled()
    {
        await using var consumer = Consumer();
        consumer.Assign(First);
        using var cancel = new CancellationTokenSource();
        var records = consumer.ConsumeAsync(cancel.Token).GetAsyncEnumerator(cancel.Token);
        var next = records.MoveNextAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next);
    }

    [Fact]
    public async Task A_value_that_cannot_be_read_is_named_and_passed_over()
    {
        await _writer.AppendAsync(First, "bad", "12345678");
        await using var consumer = _kafka.CreateConsumer<string?, long>(new ConsumerConfig { AutoOffsetReset = AutoOffsetReset.Earliest });
        consumer.Assign(First);

        var failure = Assert.Throws<DeserializationException>(() => consumer.Consume(Patience));

        Assert.Equal(0, failure.Record.Offset);
        Assert.Equal(1, consumer.Consume(Patience)!.Offset);
    }

    [Fact]
    public async Task A_partition_that_does_not_exist_is_named()
    {
        await using var consumer = Consumer();
        consumer.Assign(new TopicPartition("nowhere", 0));
        var failure = Assert.Throws<KafkaException>(() => consumer.Consume(Patience));
        Assert.Equal(ErrorCode.UnknownTopicOrPartition, failure.Code);
        Assert.Contains("nowhere-0", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_that_retention_took_away_is_reset_and_so_is_the_position()
    {
        await _writer.AppendAsync(First, "0", "1", "2");
        await using var admin = _kafka.CreateAdmin();
        await admin.DeleteRecordsAsync(new TopicPartitionOffset(First, Offset.End));
        await using var consumer = Consumer(AutoOffsetReset.Earliest);
        consumer.Assign(new TopicPartitionOffset(First, 1));
        Assert.Null(consumer.Consume(TimeSpan.FromMilliseconds(200)));
        await _writer.AppendAsync(First, "3");
        Assert.Equal(3, consumer.Consume(Patience)!.Offset);
        Assert.Equal(4, consumer.Position(First));
    }

    [Fact]
    public async Task Assigning_again_keeps_the_place_of_partitions_that_stay_and_drops_the_others()
    {
        await _writer.AppendAsync(First, "0", "1");
        await _writer.AppendAsync(Second, "x");
        await using var consumer = Consumer();
        consumer.Assign(First);
        Assert.Equal("0", consumer.Consume(Patience)!.Value);

        consumer.Assign([First, Second]);
        string?[] rest = [consumer.Consume(Patience)!.Value, consumer.Consume(Patience)!.Value];

        Assert.Equal(["1", "x"], rest.Order(StringComparer.Ordinal));
        consumer.Assign([new TopicPartitionOffset(First, 0)]);
        Assert.Equal([First], consumer.Assignment);
        Assert.Equal("0", consumer.Consume(Patience)!.Value);
    }

    [Fact]
    public async Task Reading_what_is_committed_ends_at_the_last_stable_offset()
    {
        await _writer.AppendAsync(First, "0", "1");
        await using var consumer = _kafka.CreateConsumer<string?, string?>(new ConsumerConfig
        {
            AutoOffsetReset = AutoOffsetReset.Earliest,
            IsolationLevel = IsolationLevel.ReadCommitted,
        });
        consumer.Assign(First);
        Assert.Equal("0", consumer.Consume(Patience)!.Value);
        Assert.Equal("1", consumer.Consume(Patience)!.Value);
        Assert.Equal(2, consumer.GetWatermarkOffsets(First).High);
    }

    private Consumer<string?, string?> Consumer(AutoOffsetReset reset = AutoOffsetReset.Earliest) =>
        _kafka.CreateConsumer<string?, string?>(new ConsumerConfig { AutoOffsetReset = reset });

    private static (string?, string?) Pair(ConsumeResult<string?, string?>? result) => (result!.Key, result.Value);
}
