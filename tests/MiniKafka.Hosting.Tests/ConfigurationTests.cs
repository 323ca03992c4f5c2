using Microsoft.Extensions.DependencyInjection;
using MiniKafka.Model;

namespace MiniKafka.Hosting.Tests;

/// <summary>What the configuration and the program say of a host's cluster.</summary>
public sealed class ConfigurationTests
{
    [Fact]
    public async Task Brokers_topics_and_properties_are_as_the_configuration_says()
    {
        await using var host = await HostUnderTest.StartAsync("""
            {
              "MiniKafka": {
                "BrokerCount": 3, "Racks": ["a", "b"], "MemoryLimit": 50000000, "WaitTimeout": "00:01:00", "CutDamagedMetadata": false, "Port": 0,
                "Topics": ["greetings", { "Name": "orders", "Partitions": 6, "ReplicationFactor": 3, "Configs": { "cleanup.policy": "compact" } }],
                "Properties": { "auto.create.topics.enable": "false", "num.partitions": "2" }
              }
            }
            """);
        await using var admin = host.Kafka.CreateAdmin();
        var topics = (await admin.DescribeTopicsAsync(["greetings", "orders"])).ToDictionary(static topic => topic.Name);

        Assert.Equal(3, host.Kafka.Brokers.Count);
        Assert.Equal(3, host.Kafka.BootstrapServers.Split(',').Length);
        Assert.Equal((2, 6), (topics["greetings"].Partitions.Count, topics["orders"].Partitions.Count));
        Assert.All(topics["orders"].Partitions, static partition => Assert.Equal(3, partition.Replicas.Count));
    }

    [Fact]
    public async Task Callbacks_go_after_the_configuration_in_their_order_and_make_one_cluster_together()
    {
        await using var host = await HostUnderTest.StartAsync(
            """{ "MiniKafka": { "BrokerCount": 3, "Topics": ["orders"] } }""",
            static services => services.AddMiniKafka(static options => options.BrokerCount = 1),
            static services => services.AddMiniKafka(static options =>
            {
                options.BrokerCount++;
                options.Topics.Add("bills");
            }));
        await using var admin = host.Kafka.CreateAdmin();

        Assert.Equal(2, host.Kafka.Brokers.Count);
        Assert.Equal(2, (await admin.DescribeTopicsAsync(["orders", "bills"])).Count);
    }

    [Fact]
    public async Task Who_says_where_it_listens_gets_just_that()
    {
        await using var host = await HostUnderTest.StartAsync("""{ "MiniKafka": { "Properties": { "listeners": "PLAINTEXT://localhost:0" } } }""");

        Assert.StartsWith("localhost:", host.Kafka.BootstrapServers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stands_in_the_section_goes_before_the_file_of_properties_and_relative_paths_begin_at_the_content_root()
    {
        var folder = Directory.CreateTempSubdirectory("minikafka-hosting-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "server.properties"), "num.partitions=5\nauto.create.topics.enable=false\n");
            await using (var host = await HostUnderTest.StartAsync($$"""
                {
                  "contentRoot": {{System.Text.Json.JsonSerializer.Serialize(folder.FullName)}},
                  "MiniKafka": { "DataDirectory": "data", "UseDurableQueueDefaults": true, "MaxDiskBytes": 50000000, "PropertiesFile": "server.properties", "Properties": { "auto.create.topics.enable": "true" }, "Topics": ["orders"] }
                }
                """))
            {
                await using var admin = host.Kafka.CreateAdmin();
                Assert.Equal(5, Assert.Single(await admin.DescribeTopicsAsync(["orders"])).Partitions.Count);
            }

            Assert.True(Directory.Exists(Path.Combine(folder.FullName, "data", "orders-4")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Whatever_can_be_set_has_a_key_of_its_name()
    {
        await using var host = HostUnderTest.Build("""{ "MiniKafka": { "Brokers": 3 } }""");
        var known = (await Assert.ThrowsAsync<KafkaException>(host.StartAsync)).Message;

        // Those are objects, which the host gives or only the program can make.
        string[] objects = [nameof(KafkaClusterOptions.LoggerFactory), nameof(KafkaClusterOptions.CompressionCodecs), nameof(KafkaClusterOptions.IsListening)];
        Assert.All(
            typeof(KafkaClusterOptions).GetProperties().Select(static property => property.Name).Except(objects),
            name => Assert.Contains($" {name}", known, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "Brokers": 3 }""", "Nobody knows MiniKafka:Brokers of the configuration; there are BrokerCount, Port, DataDirectory,")]
    [InlineData("""{ "BrokerCount": "three" }""", "MiniKafka:BrokerCount is 'three' in the configuration; give a number from")]
    [InlineData("""{ "Port": 65536 }""", "MiniKafka:Port is '65536' in the configuration; give a number from 0 to 65535.")]
    [InlineData("""{ "CutDamagedMetadata": "perhaps" }""", "MiniKafka:CutDamagedMetadata is 'perhaps' in the configuration; give true or false.")]
    [InlineData("""{ "WaitTimeout": "soon" }""", "MiniKafka:WaitTimeout is 'soon' in the configuration; give a time, as in 00:00:30.")]
    [InlineData("""{ "Topics": [{ "Partitions": 3 }] }""", "MiniKafka:Topics:0 is '' in the configuration; give a name, or an object with Name.")]
    [InlineData("""{ "Topics": [{ "Name": "orders", "Replicas": 3 }] }""", "Nobody knows MiniKafka:Topics:0:Replicas of the configuration; there are Name, Partitions,")]
    [InlineData("""{ "Properties": { "num.partition": "2" } }""", "num.partition")]
    public async Task What_nobody_understands_keeps_the_host_from_starting_and_is_named(string section, string told)
    {
        await using var host = HostUnderTest.Build($$"""{ "MiniKafka": {{section}} }""");

        var refused = await Assert.ThrowsAsync<KafkaException>(host.StartAsync);
        Assert.Equal(ErrorCode.InvalidConfig, refused.Code);
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
    }
}
