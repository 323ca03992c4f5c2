using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.ConfluentClient;

using Confluent.Kafka;

/// <summary>A server in memory, in a process that has 768 MB, is filled until it refuses, and lives on.</summary>
public sealed class FullMemoryTests
{
    private const long MostHeapBytes = 768L * 1024 * 1024;

    [Theory]
    [InlineData("small", 1, 100)]
    [InlineData("large", 3, 900_000)]
    [InlineData("many", 300, 10_000)]
    public async Task A_server_that_is_filled_refuses_lives_on_and_takes_more_when_a_topic_is_deleted(string topic, int partitions, int recordBytes)
    {
        await using var server = await ServerProcess.StartInMemoryAsync(MostHeapBytes, "--port", "0", "--topic", $"{topic}:{partitions}:1", "--topic", "beside:1:1");
        var refused = Fill(server.BootstrapServers, topic, new string('v', recordBytes));

        Assert.Contains(refused, (ErrorCode[])[ErrorCode.KafkaStorageError, ErrorCode.Local_MsgTimedOut]);
        using (var consumer = ConfluentClients.Consumer(server.BootstrapServers))
        {
            consumer.Assign(Enumerable.Range(0, partitions).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
            var first = consumer.Take(1)[0];
            Assert.Equal(recordBytes, first.Message.Value.Length);
            consumer.Commit([new TopicPartitionOffset(first.TopicPartition, 1)]);
        }

        using var admin = ConfluentClients.Admin(server.BootstrapServers);
        await admin.DeleteTopicsAsync([topic]);
        using var producer = ConfluentClients.Producer(server.BootstrapServers);
        var delivered = await producer.ProduceAsync("beside", new Message<string, string> { Value = "room again" });
        Assert.Equal(PersistenceStatus.Persisted, delivered.Status);
        await server.StopAsync();
    }

    /// <summary>Produces until the first record is given up; why.</summary>
    private static ErrorCode Fill(string bootstrapServers, string topic, string value)
    {
        using var producer = ConfluentClients.Producer(bootstrapServers, config =>
        {
            config.MessageTimeoutMs = 5000;
            config.QueueBufferingMaxKbytes = 64 * 1024;
        });
        var refused = ErrorCode.NoError;
        while (refused == ErrorCode.NoError)
        {
            try
            {
                producer.Produce(topic, new Message<string, string> { Value = value }, report => refused = report.Error.IsError ? report.Error.Code : refused);
            }
            catch (ProduceException<string, string> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
            {
                producer.Poll(TimeSpan.FromMilliseconds(100));
            }
        }

        return refused;
    }
}
