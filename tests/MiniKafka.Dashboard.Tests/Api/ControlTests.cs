namespace MiniKafka.Dashboard.Tests.Api;

/// <summary>What can be done to brokers and links, and what becomes of it on the pages.</summary>
public sealed class ControlTests
{
    [Fact]
    public async Task A_broker_is_killed_started_paused_resumed_and_stopped_and_the_timeline_tells()
    {
        await using var kafka = await StartAsync();
        await using var under = await DashboardUnderTest.OfAsync(kafka);
        var leader = await kafka.WaitForLeaderAsync("orders", 0);
        await kafka.WaitForIsrAsync("orders", 0, 3);
        var other = (await kafka.WaitForControllerAsync()) is var controller && controller == leader ? kafka.Brokers.First(broker => broker != leader) : controller;
        await using var watched = await under.WatchAsync("timeline");
        Assert.Empty((await watched.NextAsync()).Content.List("events"));

        await under.PostAsync($"brokers/{leader.Id}/kill");
        Assert.Equal("killed", await StateAsync(leader));
        await RefusedAsync(leader, "kill", "does not run");
        await RefusedAsync(leader, "stop", "does not run");
        await RefusedAsync(leader, "pause", "does not run");
        await RefusedAsync(leader, "resume", "not paused");
        await under.GetOnceAsync("topics", page => Partition(page).Number("leader") is >= 0 and var next && next != leader.Id);

        await under.PostAsync($"brokers/{leader.Id}/start");
        Assert.Equal("running", await StateAsync(leader));
        await RefusedAsync(leader, "start", "runs already");
        await under.GetOnceAsync("topics", page => Partition(page).List("isr").Count == 3);

        await under.PostAsync($"brokers/{leader.Id}/pause");
        Assert.Equal("paused", await StateAsync(leader));
        await RefusedAsync(leader, "pause", "paused");
        await RefusedAsync(leader, "start", "paused");
        await RefusedAsync(leader, "stop", "paused");
        await under.PostAsync($"brokers/{leader.Id}/resume");
        await under.GetOnceAsync("cluster", page => page.List("brokers")[leader.Id].Text("state") == "running");

        await under.PostAsync($"brokers/{other.Id}/stop");
        Assert.Equal("stopped", await StateAsync(other));

        var told = await under.GetOnceAsync("timeline", page =>
            page.List("events").Any(each => each.Text("kind") == "broker" && each.Text("text")!.StartsWith($"Broker {other.Id} is stopped", StringComparison.Ordinal)));
        var events = told.List("events").Reverse().ToList();
        Assert.Equal(events.Select(each => each.Number("sequence")).Order(), events.Select(each => each.Number("sequence")));
        Assert.Equal(["kill", "start", "pause", "resume", "stop"], events.Where(each => each.Text("kind") == "fault").Select(each => each.Text("text")!.Split(' ', ',')[2]));
        Assert.Contains(events, each => each.Text("kind") == "election" && (each.Text("topic"), each.Number("partition")) == ("orders", 0));
        Assert.Contains(events, each => each.Text("kind") == "isr" && each.Text("text") == $"Broker {leader.Id} has fallen out of the ISR of orders-0.");
        Assert.Contains(events, each => each.Text("kind") == "isr" && each.Text("text") == $"Broker {leader.Id} is in the ISR of orders-0 again.");

        async Task<string?> StateAsync(KafkaBroker broker) => (await under.GetAsync("cluster")).List("brokers")[broker.Id].Text("state");

        async Task RefusedAsync(KafkaBroker broker, string action, string reason)
        {
            using var answer = await under.TryPostAsync($"brokers/{broker.Id}/{action}");
            Assert.Equal(409, (int)answer.StatusCode);
            Assert.Contains(reason, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_link_is_cut_and_healed()
    {
        await using var kafka = await StartAsync();
        await using var under = await DashboardUnderTest.OfAsync(kafka);

        await under.PostAsync("links/cut", """{"a":2,"b":0}""");
        var cut = Assert.Single((await under.GetAsync("cluster")).List("cuts"));
        Assert.Equal((0, 2), (cut.Number("a"), cut.Number("b")));
        Assert.Equal(2, kafka.Links.Cuts.Count);
        await under.PostAsync("links/heal", """{"a":0,"b":2}""");
        Assert.Empty((await under.GetAsync("cluster")).List("cuts"));
        Assert.Empty(kafka.Links.Cuts);
        Assert.Equal(["The link between broker 0 and broker 2 was healed on the page.", "The link between broker 2 and broker 0 was cut on the page."],
            (await under.GetAsync("timeline")).List("events").Select(each => each.Text("text")));
    }

    [Theory]
    [InlineData("brokers/7/kill", "{}", 404)]
    [InlineData("brokers/none/kill", "{}", 404)]
    [InlineData("brokers/0/eat", "{}", 404)]
    [InlineData("links/cut", """{"a":0,"b":9}""", 404)]
    [InlineData("links/cut", """{"a":0,"b":0}""", 409)]
    [InlineData("links/cut", "[]", 400)]
    public async Task What_cannot_be_done_is_refused(string path, string body, int status)
    {
        await using var kafka = await KafkaCluster.StartAsync();
        await using var under = await DashboardUnderTest.OfAsync(kafka);
        using var answer = await under.TryPostAsync(path, body);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task When_no_broker_runs_the_pages_show_what_was_known_last()
    {
        await using var kafka = await KafkaCluster.StartAsync(static options => options.Topics.Add("orders"));
        await using var under = await DashboardUnderTest.OfAsync(kafka);
        await under.GetAsync("cluster");
        await under.PostAsync("brokers/0/kill");

        var cluster = await under.GetAsync("cluster");
        Assert.Equal((-1, true), (cluster.Number("controllerId"), cluster.IsNull("quorum")));
        Assert.Equal(("killed", true), (cluster.List("brokers")[0].Text("state"), cluster.List("brokers")[0].IsNull("bytes")));
        var partition = Partition(await under.GetAsync("topics"));
        Assert.True(partition.IsNull("highWatermark") && partition.IsNull("start") && partition.IsNull("bytes"));
        using var groups = await under.Visitor.GetAsync("api/groups");
        Assert.Equal(503, (int)groups.StatusCode);
    }

    private static System.Text.Json.JsonElement Partition(System.Text.Json.JsonElement page) => page.List("topics")[0].List("partitions")[0];

    private static Task<KafkaCluster> StartAsync() => KafkaCluster.StartAsync(static options =>
    {
        options.BrokerCount = 3;
        options.Topics.Add("orders", partitions: 1, replicationFactor: 3);
        options.Properties["broker.heartbeat.interval.ms"] = "100";
        options.Properties["broker.session.timeout.ms"] = "1000";
        options.Properties["controller.quorum.fetch.timeout.ms"] = "500";
        options.Properties["controller.quorum.election.timeout.ms"] = "300";
    });
}
