using ApacheKafka;

namespace MiniKafka.Dashboard.Tests.Api;

/// <summary>The same pages over Apache Kafka itself.</summary>
[Collection(ApacheKafkaCollection.Name)]
[MeetsApacheKafka]
public sealed class ApacheKafkaTests(RunningApacheKafka kafka)
{
    [ApacheKafkaFact]
    public async Task Every_page_shows_what_apache_kafka_tells_and_changes_it()
    {
        await using var under = await DashboardUnderTest.OfAsync((await kafka.OneAsync()).BootstrapServers);

        Assert.False((await under.GetAsync("about")).Flag("inProcess"));
        var cluster = await under.GetAsync("cluster");
        var broker = Assert.Single(cluster.List("brokers"));
        Assert.Equal((1, "running", true), (broker.Number("id"), broker.Text("state"), broker.Flag("isController")));
        Assert.Equal(1, cluster.GetProperty("quorum").Number("leaderId"));

        await under.PostAsync("topics", """{"name":"orders","partitions":2,"replicationFactor":1}""");
        await under.GetOnceAsync("topics?filter=orders", page => page.Number("total") == 1 && page.List("topics")[0].List("partitions").All(partition => partition.Number("leader") == 1));
        await under.PostAsync("messages", """{"topic":"orders","partition":1,"key":{"text":"table"},"value":{"text":"soup"}}""");
        var message = Assert.Single((await under.GetAsync("messages?topic=orders&filter=SOUP")).List("messages"));
        Assert.Equal((1, 0, "table"), (message.Number("partition"), message.Number("offset"), message.GetProperty("key").Text("text")));
        var partition = (await under.GetAsync("topics?filter=orders")).List("topics")[0].List("partitions")[1];
        Assert.Equal((0, 1), (partition.Number("start"), partition.Number("highWatermark")));

        await using (var admin = new Client.AdminClient(new Client.AdminConfig { BootstrapServers = (await kafka.OneAsync()).BootstrapServers }))
        {
            await admin.AlterGroupOffsetsAsync("kitchen", [new Model.TopicPartitionOffset("orders", 1, 0)]);
        }

        var group = Assert.Single((await under.GetAsync("groups?filter=kitchen")).List("groups"));
        Assert.Equal(("classic", "Empty", 0, 1), (group.Text("kind"), group.Text("state"), group.Number("members"), group.Number("lag")));
        Assert.Equal(1, Assert.Single((await under.GetAsync("group?id=kitchen")).List("offsets")).Number("lag"));

        await under.PostAsync("configs", """{"type":"topic","name":"orders","key":"retention.ms","value":"4567"}""");
        await under.GetOnceAsync("configs?type=topic&name=orders", page => page.List("entries").Any(entry =>
            (entry.Text("name"), entry.Text("value"), entry.Text("source"), entry.Text("type")) == ("retention.ms", "4567", "dynamicTopic", "long")));
        var files = await under.GetOnceAsync("segments?topic=orders", page => page.List("replicas").Count == 2);
        Assert.True(files.List("replicas")[1].IsNull("segments"));
        Assert.True((await under.GetAsync("timeline")).TryGetProperty("events", out _));
        await under.PostAsync("topics/delete", """{"name":"orders"}""");
        await under.GetOnceAsync("topics?filter=orders", page => page.Number("total") == 0);
    }
}
