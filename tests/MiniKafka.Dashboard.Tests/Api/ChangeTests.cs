namespace MiniKafka.Dashboard.Tests.Api;

/// <summary>What can be changed on the pages, within the process and by address.</summary>
public sealed class ChangeTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_topic_is_made_and_deleted(bool byAddress)
    {
        var (under, name) = (cluster.Of(byAddress), $"made-{byAddress}");
        await under.PostAsync("topics", $$"""{"name":"{{name}}","partitions":4,"replicationFactor":2}""");

        var made = await under.GetOnceAsync($"topics?filter={name}", page => page.Number("total") == 1);
        Assert.Equal(4, made.List("topics")[0].List("partitions").Count);
        Assert.Equal(2, made.List("topics")[0].List("partitions")[0].List("replicas").Count);
        using (var again = await under.TryPostAsync("topics", $$"""{"name":"{{name}}"}"""))
        {
            Assert.Equal(400, (int)again.StatusCode);
            Assert.Contains("exists", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await under.PostAsync("topics/delete", $$"""{"name":"{{name}}"}""");
        await under.GetOnceAsync($"topics?filter={name}", page => page.Number("total") == 0);
        using var gone = await under.TryPostAsync("topics/delete", $$"""{"name":"{{name}}"}""");
        Assert.Equal(404, (int)gone.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_is_produced_and_found(bool byAddress)
    {
        var under = cluster.Of(byAddress);
        var produced = await under.PostAsync(
            "messages", """{"topic":"orders","partition":2,"key":{"base64":"AAE="},"value":{"text":"pour le chef: crème"},"headers":[{"key":"h","value":null}]}""");
        Assert.Equal(2, produced.Number("partition"));

        var found = Assert.Single((await under.GetAsync($"messages?topic=orders&partition=2&from=offset:{produced.Number("offset")}&limit=1")).List("messages"));
        Assert.Equal(produced.Number("offset"), found.Number("offset"));
        Assert.Equal("pour le chef: crème", found.GetProperty("value").Text("text"));
        Assert.Equal([0, 1], found.GetProperty("key").GetProperty("base64").GetBytesFromBase64());
        Assert.True(Assert.Single(found.List("headers")).IsNull("value"));
    }

    [Fact]
    public async Task A_message_without_partition_key_and_value_goes_wherever_the_partitioner_wants_it()
    {
        await cluster.InProcess.PostAsync("topics", """{"name":"empty","partitions":1}""");
        var produced = await cluster.InProcess.PostAsync("messages", """{"topic":"empty"}""");
        Assert.Equal((0, 0), (produced.Number("partition"), produced.Number("offset")));
        var found = Assert.Single((await cluster.InProcess.GetAsync("messages?topic=empty")).List("messages"));
        Assert.True(found.IsNull("key") && found.IsNull("value"));
    }

    [Theory]
    [InlineData("""{"value":{"text":"x"}}""", 400)]
    [InlineData("""{"topic":"orders","value":{}}""", 400)]
    [InlineData("""{"topic":"orders","value":{"base64":"?"}}""", 400)]
    [InlineData("""{"topic":"nowhere","value":{"text":"x"}}""", 404)]
    public async Task A_message_that_cannot_be_produced_is_refused(string body, int status)
    {
        using var answer = await cluster.InProcess.TryPostAsync("messages", body);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData(false, "topic", "orders", "retention.ms", "123456", "dynamicTopic")]
    [InlineData(true, "topic", "orders", "retention.ms", "654321", "dynamicTopic")]
    [InlineData(false, "cluster", null, "log.cleaner.delete.retention.ms", "86400001", "dynamicDefaultBroker")]
    [InlineData(true, "broker", "1", "log.cleaner.delete.retention.ms", "86400002", "dynamicBroker")]
    public async Task A_configuration_is_set_and_put_back(bool byAddress, string type, string? name, string key, string value, string source)
    {
        var under = cluster.Of(byAddress);
        var (path, target) = ($"configs?type={type}&name={name}", $"\"type\":\"{type}\",\"name\":\"{name}\",\"key\":\"{key}\"");
        await under.PostAsync("configs", $$"""{{{target}},"value":"{{value}}"}""");
        await under.GetOnceAsync(path, page => Entry(page) is { } entry && (entry.Text("value"), entry.Text("source")) == (value, source));

        await under.PostAsync("configs", $$"""{{{target}},"value":null}""");
        await under.GetOnceAsync(path, page => Entry(page) is not { } entry || entry.Text("source") != source);

        System.Text.Json.JsonElement? Entry(System.Text.Json.JsonElement page) =>
            page.List("entries").Where(entry => entry.Text("name") == key).Select(entry => (System.Text.Json.JsonElement?)entry).FirstOrDefault();
    }

    [Fact]
    public async Task A_value_that_is_not_allowed_is_refused_with_the_brokers_reason()
    {
        using var answer = await cluster.InProcess.TryPostAsync("configs", """{"type":"topic","name":"orders","key":"retention.ms","value":"soon"}""");
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("retention.ms", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("brokers/0/kill", "{}")]
    [InlineData("links/cut", """{"a":0,"b":1}""")]
    public async Task By_address_nothing_can_be_done_to_brokers(string path, string body)
    {
        using var answer = await cluster.ByAddress.TryPostAsync(path, body);
        Assert.Equal(404, (int)answer.StatusCode);
    }
}
