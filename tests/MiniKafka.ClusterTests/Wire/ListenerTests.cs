using System.Net;
using MiniKafka.Client.Admin;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.ClusterTests.Wire;

/// <summary>What listens where, and what is told of it.</summary>
public sealed class ListenerTests
{
    [Fact]
    public async Task A_broker_at_every_address_tells_clients_the_machines_name()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Listen(IPAddress.Any));
        var port = PortOf(kafka, "PLAINTEXT");
        Assert.Equal($"{Dns.GetHostName()}:{port}", kafka.BootstrapServers);
        Assert.Equal([(0, Dns.GetHostName(), port)], await BrokersAsync(port));
    }

    [Fact]
    public async Task The_host_that_was_given_is_told_with_the_ports_that_were_bound()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 2;
            options.Listen(IPAddress.IPv6Any, advertisedHost: "kafka.example");
        });
        var ports = kafka.Brokers.Select(broker => broker.Listeners.Single(bound => bound.Options.Name == "PLAINTEXT").Bound.Port).ToList();
        Assert.Equal([(0, "kafka.example", ports[0]), (1, "kafka.example", ports[1])], await BrokersAsync(ports[0]));
        Assert.Equal($"kafka.example:{ports[0]},kafka.example:{ports[1]}", kafka.BootstrapServers);
    }

    [Fact]
    public async Task Clients_of_a_listener_are_told_the_addresses_of_that_listener()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.Properties["listeners"] = "INNER://127.0.0.1:0,OUTER://:0";
            options.Properties["advertised.listeners"] = "OUTER://kafka.example:9999";
            options.Properties["listener.security.protocol.map"] = "INNER:PLAINTEXT,OUTER:PLAINTEXT";
        });
        var inner = PortOf(kafka, "INNER");
        Assert.Equal([(0, "127.0.0.1", inner)], await BrokersAsync(inner));
        Assert.Equal([(0, "kafka.example", 9999)], await BrokersAsync(PortOf(kafka, "OUTER")));
        Assert.Equal($"127.0.0.1:{inner}", kafka.BootstrapServers);
    }

    [Fact]
    public async Task A_broker_that_comes_back_listens_and_is_known_where_it_was()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Listen(IPAddress.Any, advertisedHost: "localhost"));
        var address = kafka.BootstrapServers;
        await kafka.Brokers[0].StopAsync();
        await kafka.Brokers[0].StartAsync();
        Assert.Equal(address, kafka.BootstrapServers);
        Assert.Equal([(0, "localhost", PortOf(kafka, "PLAINTEXT"))], await BrokersAsync(PortOf(kafka, "PLAINTEXT")));
    }

    [Fact]
    public async Task Brokers_copy_from_each_other_over_the_listener_that_is_named_for_it()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 2;
            options.Listen();
            options.Properties["inter.broker.listener.name"] = "PLAINTEXT";
            options.Topics.Add("copied", partitions: 1, replicationFactor: 2);
        });
        await using var producer = kafka.CreateProducer<string, string>();
        await producer.ProduceAsync("copied", new() { Value = "once" });
        await kafka.WaitForIsrAsync("copied", 0, 2);
        Assert.All(kafka.Nodes, node => Assert.Equal("PLAINTEXT", node.View.Layers.Effective("inter.broker.listener.name")));
    }

    [Theory]
    [InlineData("leave 3 ports between them", "PLAINTEXT://:9092,CONTROLLER://:9093")]
    [InlineData("at most 65535", "PLAINTEXT://:9092,CONTROLLER://:65534")]
    public async Task Ports_that_several_brokers_would_share_fail_the_start(string reason, string listeners)
    {
        var refused = await Assert.ThrowsAsync<KafkaException>(() => KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 3;
            options.Properties["listeners"] = listeners;
            options.Properties["controller.listener.names"] = "CONTROLLER";
        }));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("listeners", "PLAINTEXT://:9092")]
    [InlineData("advertised.listeners", "PLAINTEXT://here:9092")]
    public async Task Two_words_about_the_same_fail_the_start(string key, string value)
    {
        var refused = await Assert.ThrowsAsync<KafkaException>(() => KafkaCluster.StartAsync(options =>
        {
            options.Listen(IPAddress.Loopback, advertisedHost: "there");
            options.Properties[key] = value;
        }));
        Assert.Contains($"Both Listen and the key {key}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_brokers_configuration_tells_who_and_where_it_is()
    {
        var data = Directory.CreateTempSubdirectory("minikafka-facts-");
        try
        {
            await using var kafka = await KafkaCluster.StartAsync(options =>
            {
                options.DataDirectory = data.FullName;
                options.Properties["node.id"] = "4";
                options.Properties["listeners"] = "PLAINTEXT://:0,CONTROLLER://127.0.0.1:0";
                options.Properties["advertised.listeners"] = "PLAINTEXT://localhost:0";
                options.Properties["controller.listener.names"] = "CONTROLLER";
            });
            var (clients, controllers) = (PortOf(kafka, "PLAINTEXT"), PortOf(kafka, "CONTROLLER"));
            await using var admin = kafka.CreateAdmin();
            var told = await admin.DescribeConfigsAsync(new ConfigResource(ConfigResourceType.Broker, "4"));
            Assert.Equal(
                [
                    ("advertised.listeners", $"PLAINTEXT://localhost:{clients},CONTROLLER://127.0.0.1:{controllers}"),
                    ("broker.id", "4"),
                    ("controller.listener.names", "CONTROLLER"),
                    ("controller.quorum.voters", $"4@127.0.0.1:{controllers}"),
                    ("inter.broker.listener.name", "MEMORY"),
                    ("listeners", $"PLAINTEXT://:{clients},CONTROLLER://127.0.0.1:{controllers}"),
                    ("log.dirs", data.FullName),
                    ("node.id", "4"),
                    ("process.roles", "broker,controller"),
                ],
                new[] { "advertised.listeners", "broker.id", "controller.listener.names", "controller.quorum.voters", "inter.broker.listener.name", "listeners", "log.dirs", "node.id", "process.roles" }
                    .Select(key => (key, told[key].Value!)));
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_broker_that_is_reached_in_memory_alone_tells_no_address()
    {
        await using var kafka = await KafkaCluster.StartAsync();
        await using var admin = kafka.CreateAdmin();
        var told = await admin.DescribeConfigsAsync(new ConfigResource(ConfigResourceType.Broker, "0"));
        Assert.Equal(["", "", "", "MEMORY", "0"], new[] { "listeners", "advertised.listeners", "controller.quorum.voters", "inter.broker.listener.name", "node.id" }.Select(key => told[key].Value));
    }

    private static int PortOf(KafkaCluster kafka, string listener) => kafka.Brokers[0].Listeners.Single(bound => bound.Options.Name == listener).Bound.Port;

    /// <summary>The brokers as a client of the listener at a port of this machine is told.</summary>
    private static async Task<IEnumerable<(int Id, string Host, int Port)>> BrokersAsync(int port)
    {
        using var connection = await RawConnection.ToAsync("127.0.0.1", port);
        var told = await connection.AskAsync(new MetadataRequest { Topics = [] }, 12);
        return told.Brokers.Select(broker => (broker.NodeId, broker.Host, broker.Port)).Order();
    }
}
