using System.Buffers.Binary;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Records;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.ClusterTests.Wire;

/// <summary>
/// What no client should send: a clear error or a closed connection. A connection that was there before goes on, and the record it
/// stored is all there is.
/// </summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private KafkaCluster _kafka = null!;
    private RawConnection _bystander = null!;
    private string _stored = null!;

    public async Task InitializeAsync()
    {
        _kafka = await KafkaCluster.StartAsync(options =>
        {
            options.Listen();
            options.Topics.Add(new KafkaTopic("t", 1, 1) { Configs = new Dictionary<string, string> { ["max.message.bytes"] = "1000" } });
        });
        _bystander = await RawConnection.ToAsync(_kafka);
        Assert.Equal((ErrorCode.None, 0L), await ProduceAsync(_bystander, Batch()));
        _stored = await StoredAsync();
    }

    public async Task DisposeAsync()
    {
        _bystander.Dispose();
        await _kafka.DisposeAsync();
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(104_857_601)]
    public async Task A_frame_length_that_cannot_be_closes_the_connection_without_memory(int length)
    {
        using var connection = await RawConnection.ToAsync(_kafka);
        var before = GC.GetTotalAllocatedBytes();
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        await connection.SendAsync(bytes);
        Assert.True(await connection.IsClosedByBrokerAsync());
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 10_000_000);
        await AssertUnharmedAsync();
    }

    [Fact]
    public async Task A_good_request_in_front_of_what_cannot_be_is_answered_before_the_connection_closes()
    {
        using var connection = await RawConnection.ToAsync(_kafka);
        var good = RawConnection.Encode(Produce(Batch()), 9);
        var bytes = new byte[sizeof(int) + good.Length + sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, good.Length);
        good.CopyTo(bytes, sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(sizeof(int) + good.Length), int.MaxValue);
        await connection.SendAsync(bytes);
        var answer = await connection.ReceiveAsync<ProduceResponse>(ApiKey.Produce, 9);
        Assert.Equal((ErrorCode.None, 1L), (answer.Responses[0].PartitionResponses[0].ErrorCode, answer.Responses[0].PartitionResponses[0].BaseOffset));
        Assert.True(await connection.IsClosedByBrokerAsync());
    }

    [Fact]
    public async Task Random_bytes_close_their_connection_and_no_other()
    {
        const int Seed = 20261122;
        var random = new Random(Seed);
        for (var i = 0; i < 200; i++)
        {
            using var connection = await RawConnection.ToAsync(_kafka);
            var bytes = new byte[random.Next(8, 400)];
            random.NextBytes(bytes);
            await connection.SendFrameAsync(bytes);
            Assert.True(await connection.IsClosedByBrokerAsync(), $"seed {Seed}, input {i}: {Convert.ToHexString(bytes)}");
        }

        await AssertUnharmedAsync();
    }

    [Fact]
    public async Task Half_a_frame_is_forgotten_with_its_connection()
    {
        using (var connection = await RawConnection.ToAsync(_kafka))
        {
            var whole = RawConnection.Encode(Produce(Batch()), 9);
            var half = new byte[sizeof(int) + (whole.Length / 2)];
            BinaryPrimitives.WriteInt32BigEndian(half, whole.Length);
            whole.AsSpan(0, whole.Length / 2).CopyTo(half.AsSpan(sizeof(int)));
            await connection.SendAsync(half);
        }

        await AssertUnharmedAsync();
    }

    [Theory]
    [InlineData(93, 0)]
    [InlineData(-1, 0)]
    [InlineData(4, 0)]
    [InlineData(52, 0)]
    [InlineData(3, 99)]
    [InlineData(0, 2)]
    public async Task An_api_or_version_that_is_not_served_closes_the_connection(short key, short version)
    {
        using var connection = await RawConnection.ToAsync(_kafka);
        var frame = new byte[14];
        BinaryPrimitives.WriteInt16BigEndian(frame, key);
        BinaryPrimitives.WriteInt16BigEndian(frame.AsSpan(2), version);
        BinaryPrimitives.WriteInt16BigEndian(frame.AsSpan(8), -1);
        await connection.SendFrameAsync(frame);
        Assert.True(await connection.IsClosedByBrokerAsync());
        await AssertUnharmedAsync();
    }

    [Fact]
    public async Task Every_cut_of_a_good_frame_closes_the_connection()
    {
        var whole = RawConnection.Encode(new MetadataRequest { Topics = [new() { Name = "t" }] }, 12);
        for (var length = 0; length < whole.Length; length++)
        {
            using var connection = await RawConnection.ToAsync(_kafka);
            await connection.SendFrameAsync(whole[..length]);
            Assert.True(await connection.IsClosedByBrokerAsync(), $"cut at {length} of {whole.Length}");
        }

        await AssertUnharmedAsync();
    }

    /// <summary>Requests for the metadata of topics whose counts and lengths cannot be, in the version they are written in.</summary>
    [Theory]
    [InlineData("more elements than bytes", 1, "7FFFFFFF 0001 74")]
    [InlineData("one element more than there are", 1, "00000002 0001 74")]
    [InlineData("a string longer than the frame", 1, "00000001 7FFF 74")]
    [InlineData("a string of negative length", 1, "00000001 FFFE 74")]
    [InlineData("more elements than bytes, compact", 12, "FFFFFFFF07 02 74")]
    [InlineData("a string longer than the frame, compact", 12, "02 00000000000000000000000000000000 FF7F 74")]
    [InlineData("a length that does not end", 12, "FFFFFFFFFFFF 74")]
    [InlineData("more tagged fields than bytes", 12, "01 01 00 FFFFFFFF07")]
    public async Task A_count_or_length_that_cannot_be_closes_the_connection(string what, short version, string body)
    {
        // The header is that of a good frame: key, version, correlation id, client id, and tagged fields where the version has them.
        var frame = Convert.FromHexString($"0003{version:X4}00000007 0003726177 {(version >= 9 ? "00" : "")}{body}".Replace(" ", "", StringComparison.Ordinal));
        using var connection = await RawConnection.ToAsync(_kafka);
        await connection.SendFrameAsync(frame);
        Assert.True(await connection.IsClosedByBrokerAsync(), what);
        await AssertUnharmedAsync();
    }

    public static TheoryData<string, ErrorCode> DamagedBatches => new()
    {
        { "wrong checksum", ErrorCode.CorruptMessage },
        { "magic 1", ErrorCode.InvalidRecord },
        { "wrong count", ErrorCode.InvalidRecord },
        { "records out of bounds", ErrorCode.InvalidRecord },
        { "oversized", ErrorCode.MessageTooLarge },
    };

    [Theory]
    [MemberData(nameof(DamagedBatches))]
    public async Task A_damaged_batch_gets_its_code_and_is_not_stored(string damage, ErrorCode expected)
    {
        using var connection = await RawConnection.ToAsync(_kafka);
        Assert.Equal((expected, -1L), await ProduceAsync(connection, Damage(damage)));
        await AssertUnharmedAsync();
        Assert.Equal((ErrorCode.None, 1L), await ProduceAsync(connection, Batch()));
    }

    [Fact]
    public async Task A_negative_partition_is_unknown()
    {
        using var connection = await RawConnection.ToAsync(_kafka);
        Assert.Equal((ErrorCode.UnknownTopicOrPartition, -1L), await ProduceAsync(connection, Batch(), partition: -1));
        await AssertUnharmedAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a b")]
    public async Task An_invalid_topic_name_is_refused(string name)
    {
        using var connection = await RawConnection.ToAsync(_kafka);
        await connection.SendAsync(new CreateTopicsRequest { Topics = [new() { Name = name, NumPartitions = 1, ReplicationFactor = 1 }] }, 7);
        var answer = await connection.ReceiveAsync<CreateTopicsResponse>(ApiKey.CreateTopics, 7);
        Assert.Equal(ErrorCode.InvalidTopicException, answer.Topics[0].ErrorCode);
        Assert.Equal(["t"], _kafka.Nodes[0].View.Image.Topics.Keys);
        await AssertUnharmedAsync();
    }

    private static byte[] Batch(int valueBytes = 5)
    {
        var builder = new RecordBatchBuilder();
        Assert.True(builder.TryAppend(1_700_000_000_000, "k"u8.ToArray(), new byte[valueBytes]));
        var built = builder.Build();
        var bytes = built.ToContiguous().ToArray();
        built.Release();
        return bytes;
    }

    private static byte[] Damage(string damage)
    {
        var batch = Batch(damage == "oversized" ? 1000 : 5);
        switch (damage)
        {
            case "wrong checksum":
                batch[^1] ^= 1;
                break;
            case "magic 1":
                batch[RecordBatchFormat.MagicPosition] = 1;
                break;
            case "wrong count":
                BinaryPrimitives.WriteInt32BigEndian(batch.AsSpan(RecordBatchFormat.RecordCountPosition), 2);
                RecordBatchPatch.UpdateCrc(batch);
                break;
            case "records out of bounds":
                batch[RecordBatchFormat.OverheadBytes] = 0x7E;
                RecordBatchPatch.UpdateCrc(batch);
                break;
        }

        return batch;
    }

    private static ProduceRequest Produce(byte[] batch, int partition = 0) => new()
    {
        Acks = -1,
        TimeoutMs = 10_000,
        TopicData = [new() { Name = "t", PartitionData = [new() { Index = partition, Records = new SharedBytes(batch) }] }],
    };

    private static async Task<(ErrorCode Error, long Offset)> ProduceAsync(RawConnection connection, byte[] batch, int partition = 0)
    {
        var answer = (await connection.AskAsync(Produce(batch, partition), 9)).Responses[0].PartitionResponses[0];
        return (answer.ErrorCode, answer.BaseOffset);
    }

    /// <summary>The connection of before and a new one are served, and nothing was stored or lost.</summary>
    private async Task AssertUnharmedAsync()
    {
        using var other = await RawConnection.ToAsync(_kafka);
        Assert.Equal(ErrorCode.None, (await other.AskAsync(new MetadataRequest { Topics = [new() { Name = "t" }] }, 12)).Topics[0].ErrorCode);
        Assert.Equal(_stored, await StoredAsync());
    }

    /// <summary>All that the partition holds, and where it ends.</summary>
    private async Task<string> StoredAsync()
    {
        var request = new FetchRequest
        {
            MaxBytes = 1 << 20,
            SessionEpoch = -1,
            Topics = [new() { Topic = "t", Partitions = [new() { Partition = 0, FetchOffset = 0, PartitionMaxBytes = 1 << 20 }] }],
        };
        var fetched = (await _bystander.AskAsync(request, 12)).Responses[0].Partitions[0];
        Assert.Equal(ErrorCode.None, fetched.ErrorCode);
        return $"{fetched.LogStartOffset} to {fetched.HighWatermark}: {Convert.ToHexString(fetched.Records!.Value.ToContiguous().Span)}";
    }
}
