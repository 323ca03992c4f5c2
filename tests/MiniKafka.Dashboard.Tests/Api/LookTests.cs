
namespace MiniKafka.Dashboard.Tests.Api;

/// <summary>What every page shows, against what the tests know, within the process and by address.</summary>
public sealed class LookTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task About_tells_which_pages_there_are_and_what_a_visitor_may_do(bool byAddress)
    {
        var about = await cluster.Of(byAddress).GetAsync("about");

        Assert.Equal(cluster.Kafka.Snapshot().ClusterId, about.Text("clusterId"));
        Assert.Equal((!byAddress, false, false), (about.Flag("inProcess"), about.Flag("readOnly"), about.Flag("login")));
        Assert.Equal(["cluster", "topics", "messages", "groups", "configs", "segments", "timeline"], about.List("pages").Select(page => page.Text("name")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_cluster_page_tells_every_broker_and_the_controllers(bool byAddress)
    {
        var seen = await cluster.Of(byAddress).GetAsync("cluster");

        var controller = (await cluster.Kafka.WaitForControllerAsync()).Id;
        var addresses = cluster.Kafka.BootstrapServers.Split(',');
        var brokers = seen.List("brokers");
        Assert.Equal([0, 1], brokers.Select(broker => broker.Number("id")));
        Assert.Equal(addresses, brokers.Select(broker => $"{broker.Text("host")}:{broker.Number("port")}"));
        Assert.All(brokers, broker => Assert.Equal(("running", "north", true), (broker.Text("state"), broker.Text("rack"), broker.IsNull("stateReason"))));
        Assert.Equal(controller, Assert.Single(brokers, broker => broker.Flag("isController")).Number("id"));
        Assert.Equal(controller, seen.Number("controllerId"));
        Assert.All(brokers, broker => Assert.True(broker.Number("bytes") > 0 && broker.Number("replicas") >= 3));
        Assert.Equal(cluster.Kafka.Snapshot().Topics.Sum(topic => cluster.Kafka.Snapshot().FindTopic(topic)!.Partitions.Count), brokers.Sum(broker => broker.Number("leaders")));
        var quorum = seen.GetProperty("quorum");
        Assert.Equal(controller, quorum.Number("leaderId"));
        Assert.Equal([0, 1], quorum.List("voters").Select(voter => voter.Number("id")));
        Assert.Equal(0, quorum.List("voters").Single(voter => voter.Number("id") == controller).Number("lag"));
        Assert.Empty(seen.List("cuts"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_topics_page_tells_replicas_leaders_and_how_far_every_log_is(bool byAddress)
    {
        var seen = await cluster.Of(byAddress).GetOnceAsync(
            "topics", page => page.List("topics").Any(topic => topic.List("partitions").Count == 3 && topic.List("partitions")[1].Number("highWatermark") == 3));

        Assert.Equal([0, 1], seen.Numbers("brokers"));
        var topic = Assert.Single(seen.List("topics"), topic => topic.Text("name") == ClusterFixture.Topic);
        Assert.Equal((cluster.Kafka.Snapshot().FindTopic(ClusterFixture.Topic)!.TopicId.ToString(), false), (topic.Text("id"), topic.Flag("internal")));
        Assert.Equal([0, 1, 2], topic.List("partitions").Select(partition => partition.Number("id")));
        var known = cluster.Kafka.Snapshot().FindTopic(ClusterFixture.Topic)!.Partitions[1];
        var partition = topic.List("partitions")[1];
        Assert.Equal((known.Leader, known.LeaderEpoch, 0L), (partition.Number("leader"), partition.Number("leaderEpoch"), partition.Number("start")));
        Assert.Equal(known.Replicas.Select(id => (long)id), partition.Numbers("replicas"));
        Assert.Equal([0, 1], partition.Numbers("isr").Order());
        Assert.Equal(["0=3", "1=3"], partition.GetProperty("logEnds").EnumerateObject().Select(end => $"{end.Name}={end.Value}").Order());
        Assert.True(partition.Number("bytes") > 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Topics_are_found_by_a_part_of_their_name_and_taken_page_by_page(bool byAddress)
    {
        var under = cluster.Of(byAddress);
        Assert.Equal(1, (await under.GetAsync("topics?filter=RDER")).Number("total"));
        Assert.Equal(0, (await under.GetAsync("topics?filter=nothing")).Number("total"));
        Assert.Equal((1, 0), Seen(await under.GetAsync("topics?filter=orders&skip=1")));
        Assert.Equal((1, 0), Seen(await under.GetAsync("topics?filter=orders&take=0")));
        Assert.Equal(0, (await under.GetAsync("topics?filter=__consumer")).Number("total"));
        Assert.Equal(1, (await under.GetAsync("topics?filter=__consumer&internal=true")).Number("total"));

        static (long Total, int Shown) Seen(System.Text.Json.JsonElement page) => (page.Number("total"), page.List("topics").Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_messages_page_tells_text_bytes_keys_headers_and_times(bool byAddress)
    {
        var seen = await cluster.Of(byAddress).GetAsync("messages?topic=orders&from=earliest");

        var messages = seen.List("messages");
        Assert.Equal([0, 1, 2], messages.Select(message => message.Number("offset")));
        Assert.All(messages, message => Assert.Equal(1, message.Number("partition")));
        Assert.Equal(["table-0", "table-1", "table-2"], messages.Select(message => message.GetProperty("key").Text("text")));
        Assert.Equal(["{\"dish\":\"soup\"}", null, "tea"], messages.Select(message => message.GetProperty("value").Text("text")));
        Assert.Equal(new byte[] { 0xFF, 0xFE, 0x00 }, messages[1].GetProperty("value").GetProperty("base64").GetBytesFromBase64());
        Assert.Equal((3, false), (messages[1].GetProperty("value").Number("size"), messages[1].GetProperty("value").Flag("cut")));
        Assert.Equal(ClusterFixture.Noon.AddMinutes(2), messages[2].GetProperty("timestamp").GetDateTimeOffset());
        var header = Assert.Single(messages[2].List("headers"));
        Assert.Equal(("waiter", "number 2"), (header.Text("key"), header.GetProperty("value").Text("text")));
        Assert.True(seen.IsNull("next"));
        Assert.Equal((3, 0), (seen.GetProperty("end").Number("1"), seen.GetProperty("start").Number("1")));
    }

    [Theory]
    [InlineData("from=latest&limit=1", "2", null)]
    [InlineData("from=latest", "0,1,2", null)]
    [InlineData("from=earliest&limit=2", "0,1", "0:0,1:2,2:0")]
    [InlineData("cursor=1:2", "2", null)]
    [InlineData("from=offset:1", "1,2", null)]
    [InlineData("from=time:2026-11-30T12:01:00Z", "1,2", null)]
    [InlineData("from=time:2030-01-01T00:00:00Z", "", null)]
    [InlineData("from=earliest&filter=TEA", "2", null)]
    [InlineData("from=latest&filter=number%200", "0", null)]
    [InlineData("from=earliest&filter=table-1", "1", null)]
    [InlineData("from=earliest&partition=0", "", null)]
    public async Task Messages_are_browsed_by_offset_time_and_text(string query, string offsets, string? next)
    {
        var seen = await cluster.InProcess.GetAsync($"messages?topic=orders&{query}");

        Assert.Equal(offsets, string.Join(',', seen.List("messages").Select(message => message.Number("offset"))));
        Assert.Equal(next, seen.Text("next"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_groups_pages_tell_offsets_and_lag(bool byAddress)
    {
        var listed = Assert.Single((await cluster.Of(byAddress).GetAsync("groups?filter=kitch")).List("groups"));
        Assert.Equal((ClusterFixture.Group, "classic", "Empty", 0, 2), (listed.Text("id"), listed.Text("kind"), listed.Text("state"), listed.Number("members"), listed.Number("lag")));

        var group = await cluster.Of(byAddress).GetAsync("group?id=kitchen");
        Assert.Equal((2, true, 0), (group.Number("lag"), group.IsNull("generation"), group.List("members").Count));
        Assert.InRange(group.Number("coordinator"), 0, 1);
        var offset = Assert.Single(group.List("offsets"));
        Assert.Equal(
            ("orders", 1, 1, 3, 2, true),
            (offset.Text("topic"), offset.Number("partition"), offset.Number("committed"), offset.Number("end"), offset.Number("lag"), offset.IsNull("memberId")));
    }

    [Theory]
    [InlineData(false, "topic&name=orders", "segment.bytes", "default", "int")]
    [InlineData(true, "topic&name=orders", "segment.bytes", "default", "int")]
    [InlineData(false, "broker&name=1", "broker.rack", "staticBroker", "string")]
    [InlineData(true, "broker&name=1", "broker.rack", "staticBroker", "string")]
    public async Task The_configs_page_tells_where_values_come_from_and_what_keys_do(bool byAddress, string resource, string key, string source, string type)
    {
        var entries = (await cluster.Of(byAddress).GetAsync($"configs?type={resource}")).List("entries");

        var entry = Assert.Single(entries, entry => entry.Text("name") == key);
        Assert.Equal((source, type), (entry.Text("source"), entry.Text("type")));
        Assert.False(string.IsNullOrEmpty(entry.Text("documentation")));
        Assert.NotEmpty(entry.List("synonyms"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_segments_page_tells_replicas_and_within_the_process_their_segments(bool byAddress)
    {
        var replicas = (await cluster.Of(byAddress).GetAsync("segments?topic=orders")).List("replicas");

        Assert.Equal(
            [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)], replicas.Select(replica => (replica.Number("broker"), replica.Number("partition"))));
        Assert.Equal(byAddress, replicas[1].IsNull("segments"));
        Assert.True(replicas[1].Number("bytes") > 0);
        if (!byAddress)
        {
            var segment = Assert.Single(replicas[1].List("segments"));
            Assert.Equal((0, 3, replicas[1].Number("bytes"), true), (segment.Number("baseOffset"), segment.Number("nextOffset"), segment.Number("bytes"), segment.Flag("active")));
            Assert.Equal(ClusterFixture.Noon.AddMinutes(2), segment.GetProperty("newestTimestamp").GetDateTimeOffset());
        }
    }

    [Theory]
    [InlineData("topics?take=many", 400)]
    [InlineData("topics?internal=perhaps", 400)]
    [InlineData("messages", 400)]
    [InlineData("messages?topic=nowhere", 404)]
    [InlineData("messages?topic=orders&from=somewhere", 400)]
    [InlineData("messages?topic=orders&cursor=none", 400)]
    [InlineData("group?id=nobody", 404)]
    [InlineData("configs?type=planet", 400)]
    [InlineData("configs?type=broker", 400)]
    [InlineData("segments?topic=nowhere", 404)]
    [InlineData("nowhere", 404)]
    [InlineData("live", 400)]
    public async Task What_cannot_be_shown_is_told_with_the_reason(string path, int status)
    {
        using var answer = await cluster.InProcess.Visitor.GetAsync("api/" + path);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.NotEmpty(System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.Text("error")!);
    }
}
