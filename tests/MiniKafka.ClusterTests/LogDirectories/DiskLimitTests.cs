using MiniKafka.Client;
using MiniKafka.Client.Serialization;
using MiniKafka.ClusterTests.Control;
using MiniKafka.Model;
using StrictReplay;

namespace MiniKafka.ClusterTests.LogDirectories;

/// <summary>A cluster on disk at the limit: what clients produce is refused, everything else goes on, and nothing is deleted for it.</summary>
public sealed class DiskLimitTests : IDisposable
{
    private const long Most = 3 * 1024 * 1024;
    private readonly JudgedFolder _folder = new("limited");
    private readonly ListedLogs _logs = new();

    public void Dispose()
    {
        _logs.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Clients_are_refused_also_after_a_restart_while_topics_offsets_and_deletions_go_on(int brokers)
    {
        var written = 0L;
        await using (var kafka = await StartAsync(brokers))
        {
            written = await FillAsync(kafka);
            Assert.InRange(BytesOnDisk(), Most / 2, Most + (512 * 1024));
            await using (var admin = kafka.CreateAdmin())
            {
                await admin.CreateTopicAsync("beside", 1, 1);
            }

            await using var consumer = kafka.CreateConsumer<Null?, byte[]?>(new ConsumerConfig { GroupId = "readers" });
            await consumer.CommitAsync([new TopicPartitionOffset("orders", 0, 1)]);
            await RefusedAsync(kafka.CreateProducer<Null?, byte[]?>(Impatient()));
            await RefusedAsync(new Producer<Null?, byte[]?>(Impatient(kafka.BootstrapServers)));
            Assert.Single(_logs.Lines, line => line.Event.Name == "SpaceFull" && line.Text.Contains("KafkaClusterOptions.MaxDiskBytes", StringComparison.Ordinal));
        }

        await using (var kafka = await StartAsync(brokers))
        {
            await RefusedAsync(kafka.CreateProducer<Null?, byte[]?>(Impatient()));
            Assert.Equal(new WatermarkOffsets(0, written), await WatermarksAsync(kafka));
            await using (var admin = kafka.CreateAdmin())
            {
                await admin.DeleteRecordsAsync(new TopicPartitionOffset("orders", 0, written));
            }

            // Patient as they are, producers notice when the files are gone.
            await using var producer = kafka.CreateProducer<Null?, byte[]?>();
            var delivered = await producer.ProduceAsync("orders", Message());
            Assert.Equal(written, delivered.Offset);
        }
    }

    [Theory]
    [InlineData(0L, "./data", "MaxDiskBytes is 0; give bytes")]
    [InlineData(1000L, null, "nothing is kept on disk")]
    public async Task A_limit_that_can_not_be_is_refused(long bytes, string? directory, string why)
    {
        var refused = await Assert.ThrowsAsync<KafkaException>(() => KafkaCluster.StartAsync(options => (options.DataDirectory, options.MaxDiskBytes) = (directory, bytes)));
        Assert.Equal(ErrorCode.InvalidConfig, refused.Code);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    private Task<KafkaCluster> StartAsync(int brokers) => KafkaCluster.StartAsync(options =>
    {
        options.BrokerCount = brokers;
        options.Listen();
        options.DataDirectory = _folder.FullName;
        options.MaxDiskBytes = Most;
        options.LoggerFactory = _logs;
        options.Properties["log.segment.delete.delay.ms"] = "0";
        options.Properties["offsets.topic.num.partitions"] = "1";
        options.Topics.Add("orders", 1, (short)brokers);
    });

    /// <summary>Produces until it is refused; how many records there are.</summary>
    private static async Task<long> FillAsync(KafkaCluster kafka)
    {
        await using var producer = kafka.CreateProducer<Null?, byte[]?>(Impatient());
        for (var written = 0L; ; written++)
        {
            try
            {
                await producer.ProduceAsync("orders", Message());
            }
            catch (KafkaException refused)
            {
                AssertRefusal(refused);
                return written;
            }
        }
    }

    private static async Task RefusedAsync(IProducer<Null?, byte[]?> producer)
    {
        await using (producer)
        {
            AssertRefusal(await Assert.ThrowsAnyAsync<KafkaException>(() => producer.ProduceAsync("orders", Message())));
        }
    }

    private static void AssertRefusal(KafkaException refused)
    {
        Assert.Equal(ErrorCode.KafkaStorageError, refused.Code);
        Assert.Contains("KafkaClusterOptions.MaxDiskBytes", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<WatermarkOffsets> WatermarksAsync(KafkaCluster kafka)
    {
        await using var consumer = kafka.CreateConsumer<Null?, byte[]?>();
        return await consumer.QueryWatermarkOffsetsAsync(new TopicPartition("orders", 0));
    }

    private long BytesOnDisk() => new DirectoryInfo(_folder.FullName).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    private static Message<Null?, byte[]?> Message() => new() { Value = new byte[100_000] };

    private static ProducerConfig Impatient(string? bootstrapServers = null) => new() { BootstrapServers = bootstrapServers, DeliveryTimeoutMs = 300, RequestTimeoutMs = 200, LingerMs = 0 };
}
