using System.Diagnostics;
using MiniKafka.Broker.Composition;
using MiniKafka.Client.Admin;
using MiniKafka.LoadTest.Wire;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;
using MiniKafka.Runtime.Threads;

namespace MiniKafka.LoadTest.Scenarios;

/// <summary>
/// What one request costs that names 1, 100 and 10,000 partitions, in time for each of them, from the request to its answer, the client's share
/// included: what a request does is to be linear in it, so that the more partitions it names the less each of them costs. One broker in memory.
/// </summary>
internal sealed class WideScenario : IScenario
{
    private const int LongWaitMs = 60_000;

    public string Name => "wide";

    public string Description => "1, 100 and 10,000 partitions in one request, time for each partition (--partitions N --rounds 7 --least-ms 200)";

    public async Task RunAsync(ScenarioOptions options, FigureWriter figures)
    {
        await using var kafka = await KafkaCluster.StartAsync(cluster => cluster.Properties["offsets.topic.num.partitions"] = "1");
        await using (var admin = kafka.CreateAdmin())
        {
            // A controller makes no more than 10,000 records of one request.
            foreach (var topics in Enumerable.Range(0, WideRequests.Topics).Chunk(WideRequests.Topics / 2))
            {
                await admin.CreateTopicsAsync(topics.Select(topic => new NewTopic(WideRequests.TopicName(topic), WideRequests.PartitionsPerTopic, 1)));
            }
        }

        await kafka.WaitForLeaderAsync(WideRequests.TopicName(WideRequests.Topics - 1), WideRequests.PartitionsPerTopic - 1);
        await using var host = new ThreadLoopHost();
        var loop = host.CreateLoop("client");
        await loop.InvokeAsync(async () =>
        {
            var node = kafka.Nodes[0];
            var address = kafka.Brokers[0].Listeners.First(bound => bound.Options.IsWithinProcess).Advertised;
            var transport = kafka.Network.TransportOf("client");
            await using var client = await RpcClient.ConnectAsync(transport, address, loop, new RpcClientOptions());
            await using var waiting = await RpcClient.ConnectAsync(transport, address, loop, new RpcClientOptions());
            while ((await client.CallAsync(new FindCoordinatorRequest { CoordinatorKeys = ["wide"] })).Coordinators[0].ErrorCode != ErrorCode.None)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), loop.Clock);
            }

            foreach (var partitions in options.Numbers("partitions", [1, 100, 10_000]))
            {
                var requests = new WideRequests(partitions);
                var (produce, fetch, metadata) = (requests.Produce(), requests.Fetch(static _ => 0, maxWaitMs: 0), requests.Metadata());
                var (listOffsets, offsetCommit) = (requests.ListOffsets(), requests.OffsetCommit());
                await MeasureAsync("Produce", async () => Check((await client.CallAsync(produce, WideRequests.NewestProduce)).Responses[^1].PartitionResponses[^1].ErrorCode));
                await MeasureAsync("Fetch with data", () => FetchAsync(client, fetch));
                await MeasureAsync("Fetch parked, then woken", () => ParkAndWakeAsync(node, waiting, client, requests));
                await MeasureAsync("Metadata", async () => Check((await client.CallAsync(metadata)).Topics[^1].ErrorCode));
                await MeasureAsync("ListOffsets", async () => Check((await client.CallAsync(listOffsets)).Topics[^1].Partitions[^1].ErrorCode));
                await MeasureAsync("OffsetCommit", async () => Check((await client.CallAsync(offsetCommit, WideRequests.NewestOffsetCommit)).Topics[^1].Partitions[^1].ErrorCode));

                async Task MeasureAsync(string what, Func<Task> ask) =>
                    figures.Write($"{what}, {partitions} partitions", await MedianAsync(ask, options) / partitions, "µs/partition");
            }

            return true;
        });
    }

    /// <summary>Microseconds for one request: the median of rounds that each last a while, or for one request.</summary>
    private static async Task<double> MedianAsync(Func<Task> ask, ScenarioOptions options)
    {
        var least = TimeSpan.FromMilliseconds(options.Number("least-ms", 200));
        var rounds = new List<double>();
        for (var round = -1; round < options.Number("rounds", 7); round++)
        {
            var (asked, started) = (0, Stopwatch.GetTimestamp());
            for (; asked == 0 || Stopwatch.GetElapsedTime(started) < least; asked++)
            {
                await ask();
            }

            if (round >= 0)
            {
                rounds.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds / asked);
            }
        }

        return FigureWriter.Median(rounds);
    }

    private static async Task FetchAsync(RpcClient client, FetchRequest fetch)
    {
        using var fetched = await client.SendAsync(fetch, WideRequests.NewestFetch);
        Check(fetched.Message.Responses[^1].Partitions[^1].ErrorCode);
    }

    /// <summary>A fetch waits at the ends of all partitions for a record, until the last of them gets one.</summary>
    private static async Task ParkAndWakeAsync(BrokerNode node, RpcClient waiting, RpcClient client, WideRequests requests)
    {
        var (topic, index) = requests.Last;
        var partition = node.Replicas.Find(requests.Last)!;
        var fetching = FetchAsync(waiting, requests.Fetch(id => node.Replicas.Find(id)!.Log.LogEndOffset, LongWaitMs));
        while (partition.Waiting.Count == 0)
        {
            await Task.Yield();
        }

        Check((await client.CallAsync(
            new ProduceRequest
            {
                Acks = -1,
                TimeoutMs = LongWaitMs,
                TopicData = [new() { Name = topic, PartitionData = [new() { Index = index, Records = WideRequests.OneRecord() }] }],
            },
            WideRequests.NewestProduce)).Responses[0].PartitionResponses[0].ErrorCode);
        await fetching;
    }

    private static void Check(ErrorCode error)
    {
        if (error != ErrorCode.None)
        {
            throw new KafkaException(error, $"A request of the measurement failed: {error}.");
        }
    }
}
