namespace MiniKafka.Dashboard.Tests.Api;

public sealed class ClusterPageTests
{
    [Fact]
    public async Task The_cluster_page_tells_every_broker_and_the_controller()
    {
        await using var under = await DashboardUnderTest.OfAsync(await KafkaCluster.StartAsync(options => options.BrokerCount = 2));

        var cluster = await under.GetAsync("cluster");

        var brokers = cluster.GetProperty("brokers").EnumerateArray().ToList();
        Assert.Equal([0, 1], brokers.Select(broker => broker.GetProperty("id").GetInt32()));
        Assert.All(brokers, broker => Assert.Equal("running", broker.GetProperty("state").GetString()));
        Assert.Single(brokers, broker => broker.GetProperty("isController").GetBoolean());
    }
}
