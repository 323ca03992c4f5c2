using MiniKafka.Client;
using MiniKafka.Client.Cluster;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Tests.Rpc;

namespace MiniKafka.Tests.Client.Consumers;

/// <summary>A consumer in virtual time, before a broker that has nothing for it and remembers what it asked for.</summary>
public sealed class IdleFetchTests
{
    private const int Fetches = 100;
    private const int Partitions = 4000;

    [Fact]
    public void A_fetch_in_the_steady_state_takes_the_same_memory_for_one_partition_as_for_thousands()
    {
        var one = MemoryOfFetches(partitions: 1);
        var many = MemoryOfFetches(Partitions);

        // A list of them would take 8 bytes for each. Code that the runtime has not optimized yet boxes values in the first thousand rounds of a loop.
        Assert.InRange((many - one) / Fetches, long.MinValue, (8 * Partitions) - 1);
    }

    /// <summary>The bytes that consumer and broker allocate, on the one thread of the simulation, while nothing happens.</summary>
    private static long MemoryOfFetches(int partitions)
    {
        RpcWorld? world = null;
        var fetches = 0;
        world = new RpcWorld(async (request, _) =>
        {
            switch (request)
            {
                case MetadataRequest:
                    return Metadata(partitions);
                case FetchRequest fetch:
                    fetches++;
                    await Task.Delay(TimeSpan.FromMilliseconds(fetch.MaxWaitMs), world!.ServerLoop.Clock);
                    return new FetchResponse { SessionId = fetch.SessionEpoch < 0 ? 0 : 7 };
                default:
                    throw new InvalidOperationException($"The script has no answer to {request.ApiKey}.");
            }
        });
        var allocated = 0L;
        world.Run(async () =>
        {
            await using var consumer = new Consumer<string?, string?>(
                new ConsumerConfig { MetadataMaxAgeMs = 3_600_000 }, new ClientEnvironment(world.Host, world.Transport, [world.Address]), null, null);
            consumer.Assign(Enumerable.Range(0, partitions).Select(partition => new TopicPartitionOffset(new TopicPartition("t", partition), 0)));
            await Task.Delay(TimeSpan.FromSeconds(10), world.Host.Clock);
            var before = (Bytes: GC.GetAllocatedBytesForCurrentThread(), Fetches: fetches);
            while (fetches < before.Fetches + Fetches)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), world.Host.Clock);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before.Bytes;
        });
        return allocated;
    }

    private static MetadataResponse Metadata(int partitions) => new()
    {
        ClusterId = "scripted",
        Brokers = [new() { NodeId = 1, Host = "b1", Port = 9092 }],
        Topics =
        [
            new()
            {
                Name = "t",
                TopicId = new Uuid(1, 2),
                Partitions = [.. Enumerable.Range(0, partitions).Select(partition => new MetadataResponse.MetadataResponsePartition { PartitionIndex = partition, LeaderId = 1, LeaderEpoch = 5 })],
            },
        ],
    };
}
