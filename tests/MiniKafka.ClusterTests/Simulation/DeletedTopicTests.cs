using MiniKafka.Client;
using MiniKafka.Model;
using MiniKafka.Runtime.Simulation;

namespace MiniKafka.ClusterTests.Simulation;

/// <summary>Topics that clients know and that are deleted, where brokers create topics by themselves, over virtual hours.</summary>
public class DeletedTopicTests
{
    [Fact]
    public void A_producer_that_wrote_to_a_topic_once_does_not_bring_it_back() => Run(async (kafka, host) =>
    {
        await using var admin = kafka.CreateAdmin();
        await using var producer = kafka.CreateProducer<string, string>();
        await producer.ProduceAsync("kept", "k", "v");
        await producer.ProduceAsync("deleted", "k", "v");
        await admin.DeleteTopicsAsync(["deleted"]);
        for (var minute = 0; minute < 60; minute++)
        {
            await Task.Delay(TimeSpan.FromMinutes(1), host.Clock);
            await producer.ProduceAsync("kept", "k", "v");
        }

        Assert.Equal(["kept"], await NamesAsync(admin));

        // Asked for anew, it comes.
        await producer.ProduceAsync("deleted", "k", "v");
        Assert.Equal(["deleted", "kept"], await NamesAsync(admin));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_consumer_of_a_topic_does_not_bring_it_back(bool inGroup) => Run(async (kafka, host) =>
    {
        await using var admin = kafka.CreateAdmin();
        await using var consumer = kafka.CreateConsumer<string, string>(new ConsumerConfig { GroupId = "g", AutoOffsetReset = AutoOffsetReset.Earliest });
        using var enough = new CancellationTokenSource();
        if (inGroup)
        {
            consumer.Subscribe(["kept", "deleted"]);
        }
        else
        {
            consumer.Assign([new TopicPartition("kept", 0), new TopicPartition("deleted", 0)]);
        }

        var reading = ReadAsync(consumer, enough.Token);
        await Task.Delay(TimeSpan.FromMinutes(1), host.Clock);
        Assert.Equal(["deleted", "kept"], await NamesAsync(admin));
        await admin.DeleteTopicsAsync(["deleted"]);
        await Task.Delay(TimeSpan.FromHours(1), host.Clock);

        Assert.Equal(["kept"], await NamesAsync(admin));
        enough.Cancel();
        await reading;
    });

    private static async Task ReadAsync(Consumer<string, string> consumer, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            try
            {
                await foreach (var _ in consumer.ConsumeAsync(enough))
                {
                }
            }
            catch (KafkaException)
            {
                // The application hears that the topic is gone, and goes on with the others.
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(AdminClient admin) => [.. (await admin.ListTopicsAsync()).Order()];

    private static void Run(Func<KafkaCluster, SimulatedLoopHost, Task> test)
    {
        var host = new SimulatedLoopHost(seed: 1);
        host.Run(async () =>
        {
            await using var kafka = await KafkaCluster.StartAsync(options =>
            {
                options.Host = host;
                options.Properties["auto.create.topics.enable"] = "true";
            });
            await test(kafka, host);
        });
    }
}
