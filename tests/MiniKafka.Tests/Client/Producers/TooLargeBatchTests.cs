using MiniKafka.Client;
using MiniKafka.Client.Admin;
using MiniKafka.Model;
using MiniKafka.Records.Compression;
using static MiniKafka.Tests.Client.Producers.ProducerWorld;

namespace MiniKafka.Tests.Client.Producers;

/// <summary>Batches that are larger than the topic allows, whose records are not.</summary>
public sealed class TooLargeBatchTests
{
    private const int Count = 200;

    [Theory]
    [InlineData(true, CompressionType.None)]
    [InlineData(true, CompressionType.Lz4)]
    [InlineData(true, CompressionType.Gzip)]
    [InlineData(false, CompressionType.None)]
    public async Task It_is_sent_in_parts_until_they_fit(bool idempotent, CompressionType compression)
    {
        await using var world = await StartAsync(configure: options =>
            options.Topics[0] = options.Topics[0] with { Configs = new Dictionary<string, string> { ["max.message.bytes"] = "700" } });
        await using var producer = world.Producer(new ProducerConfig { LingerMs = 60_000, EnableIdempotence = idempotent, CompressionType = compression });
        var random = new Random(7);
        var told = new List<(long Offset, string? Value, DateTimeOffset? Time)>();
        var values = new List<string>();
        for (var i = 0; i < Count; i++)
        {
            var value = $"{i} {Convert.ToHexString(random.GetItems<byte>([1, 2, 3, 4, 5, 6, 7, 8, 9], 60))}";
            values.Add(value);
            var message = new Message<string, string>
            {
                Key = i % 3 == 0 ? null! : $"k{i}", Value = value, Headers = new Headers { { "n", [(byte)'0'] }, { "empty", null } },
                Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(1_000_000 - i),
            };
            producer.Produce("orders", message, report => told.Add((report.Error is null ? report.Offset : -2, report.Value, report.Timestamp)));
        }

        var awaited = producer.ProduceAsync("orders", new Message<string, string> { Key = "last", Value = "last" });
        await producer.FlushAsync();

        Assert.Equal(Enumerable.Range(0, Count).Select(i => ((long)i, (string?)values[i], (DateTimeOffset?)DateTimeOffset.FromUnixTimeMilliseconds(1_000_000 - i))), told);
        Assert.Equal(Count, (await awaited).Offset);
        var stored = await world.ReadAsync();
        Assert.Equal([.. values, "last"], stored.Select(record => record.Value));
        Assert.Equal(Enumerable.Range(0, Count).Select(i => i % 3 == 0 ? null : $"k{i}"), stored.Take(Count).Select(record => record.Key));
        Assert.All(stored.Take(Count), record => Assert.Equal("n=0;empty=null;", record.Headers));
        Assert.Equal(idempotent, Assert.Single(stored.Select(record => record.ProducerId).Distinct()) >= 0);
    }

    [Fact]
    public async Task What_comes_behind_it_keeps_its_place_and_a_record_that_is_too_large_by_itself_fails_alone()
    {
        await using var world = await StartAsync(configure: options =>
            options.Topics[0] = options.Topics[0] with { Configs = new Dictionary<string, string> { ["max.message.bytes"] = "400" } });
        await using var producer = world.Producer(new ProducerConfig { BatchSize = 1000, RetryBackoffMs = 1 });
        var results = Enumerable.Range(0, 300)
            .Select(i => producer.ProduceAsync("orders", i == 150 ? new Message<string, string> { Key = "large", Value = new string('x', 600) } : Message(i)))
            .ToList();
        Assert.Equal(ErrorCode.MessageTooLarge, (await Assert.ThrowsAsync<KafkaException>(() => results[150])).Code);
        results.RemoveAt(150);
        await Task.WhenAll(results);
        Assert.Equal(Enumerable.Range(0, 300).Where(i => i != 150).Select(i => $"v{i}"), (await world.ReadAsync()).Select(record => record.Value));
    }

    [Fact]
    public async Task Its_memory_is_free_again_afterwards()
    {
        await using var world = await StartAsync();
        await using var admin = world.Kafka.CreateAdmin();
        await admin.IncrementalAlterConfigsAsync(ConfigResource.Topic("orders"), [new AlterConfigEntry("max.message.bytes", "300")]);
        await using var producer = world.Producer(new ProducerConfig { BatchSize = 2000, BufferMemory = 4000, LingerMs = 5, MaxBlockMs = 20_000 });
        for (var i = 0; i < 1000; i++)
        {
            producer.Produce("orders", Message(i));
        }

        await producer.FlushAsync();
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"v{i}"), (await world.ReadAsync()).Select(record => record.Value));
    }
}
