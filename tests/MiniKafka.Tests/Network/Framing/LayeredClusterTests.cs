using System.Net;
using MiniKafka.Client;
using MiniKafka.Client.Cluster;
using MiniKafka.Client.Serialization;
using MiniKafka.Network;
using MiniKafka.Network.Tcp;
using MiniKafka.Runtime.Threads;

namespace MiniKafka.Tests.Network.Framing;

public sealed class LayeredClusterTests
{
    private const int Records = 500;

    [Theory]
    [InlineData("pipe")]
    [InlineData("tls")]
    public async Task Records_go_to_a_cluster_and_come_back_over_any_layer(string layer)
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 2;
            options.Listen();
            options.Topics.Add("orders", 2);
            options.Layer = Layers.Named(layer);
        });
        await using var host = new ThreadLoopHost();
        var bootstrap = kafka.BootstrapServers.Split(',').Select(address => NodeEndPoint.From(IPEndPoint.Parse(address))).ToList();
        var environment = new ClientEnvironment(host, new TcpTransport(new TcpTransportOptions { Layer = Layers.Named(layer) }), bootstrap);
        await using var producer = new Producer<int, byte[]>(new ProducerConfig(), environment, null, Serdes.Bytes);
        await Task.WhenAll(Enumerable.Range(0, Records).Select(i => producer.ProduceAsync("orders", new Message<int, byte[]> { Key = i, Value = new byte[i * 20] })));

        var config = new ConsumerConfig { GroupId = "readers", AutoOffsetReset = AutoOffsetReset.Earliest };
        await using var consumer = new Consumer<int, byte[]?>(config, environment, null, Serdes.Bytes);
        consumer.Subscribe("orders");
        var seen = new SortedDictionary<int, int>();
        await foreach (var result in consumer.ConsumeAsync())
        {
            seen.Add(result.Message.Key, result.Message.Value!.Length);
            if (seen.Count == Records)
            {
                break;
            }
        }

        Assert.All(seen, pair => Assert.Equal(pair.Key * 20, pair.Value));
    }
}
