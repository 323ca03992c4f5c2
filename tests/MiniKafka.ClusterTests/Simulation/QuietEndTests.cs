using MiniKafka.Client;
using MiniKafka.Model;
using MiniKafka.Runtime.Simulation;

namespace MiniKafka.ClusterTests.Simulation;

/// <summary>Clients that end at any moment of what they do, in virtual time: a loop that fails meanwhile ends the simulation.</summary>
public class QuietEndTests
{
    [Fact]
    public void A_client_that_ends_while_it_looks_up_what_it_reads_ends_in_silence()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            Run(seed, async (kafka, host) =>
            {
                var random = host.CreateRandom("ends");
                for (var round = 0; round < 5; round++)
                {
                    var consumer = kafka.CreateConsumer<string, string>(new ConsumerConfig { GroupId = $"g{round % 3}", MetadataMaxAgeMs = 1, FetchMaxWaitMs = 1 });
                    consumer.Subscribe(round % 2 == 0 ? ["orders"] : ["orders", "missing"]);
                    var producer = kafka.CreateProducer<string, string>(new ProducerConfig { MetadataMaxAgeMs = 1, CloseTimeoutMs = 100 });
                    var produced = producer.ProduceAsync("orders", "k", "v");
                    await Task.Delay(TimeSpan.FromMilliseconds(random.Next(60)) + TimeSpan.FromMicroseconds(random.Next(1000)), host.Clock);
                    await Task.WhenAll(consumer.DisposeAsync().AsTask(), producer.DisposeAsync().AsTask());
                    Assert.True(produced.IsCompletedSuccessfully || produced.Exception!.InnerException is KafkaException);
                }
            });
        }
    }

    private static void Run(int seed, Func<KafkaCluster, SimulatedLoopHost, Task> test)
    {
        var host = new SimulatedLoopHost(seed);
        host.Run(async () =>
        {
            await using var kafka = await KafkaCluster.StartAsync(options =>
            {
                options.Host = host;
                options.Topics.Add("orders", partitions: 3);
            });
            await test(kafka, host);
        });
    }
}
