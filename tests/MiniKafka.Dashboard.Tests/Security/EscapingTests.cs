using System.Text;
using MiniKafka.Client;

namespace MiniKafka.Dashboard.Tests.Security;

/// <summary>What clients wrote is text: it comes as JSON that no browser takes for a page, and without a sign that could begin an element.</summary>
public sealed class EscapingTests(ServedCluster served) : IClassFixture<ServedCluster>
{
    private const string Script = "<script>alert('x')</script><img src=x onerror=alert(1)>";

    [Fact]
    public async Task Script_in_keys_values_headers_groups_and_client_ids_comes_out_as_text()
    {
        await served.Dashboard.GetAsync("timeline");
        await using var consumer = served.Kafka.CreateConsumer<string, string>(new ConsumerConfig { GroupId = Script, ClientId = Script, AutoOffsetReset = AutoOffsetReset.Earliest });
        await ProduceAsync();
        consumer.Subscribe("orders");
        consumer.Consume();
        await consumer.CommitAsync();
        foreach (var path in new[] { "messages?topic=orders&from=earliest", "groups", $"group?id={Uri.EscapeDataString(Script)}", "timeline" })
        {
            var text = await TextAsync(path);
            Assert.Contains("script", text, StringComparison.Ordinal);
            Assert.DoesNotContain('<', text);
            Assert.DoesNotContain('>', text);
        }
    }

    [Theory]
    [InlineData("topics?filter=%3Cscript%3E")]
    [InlineData("segments?topic=%3Cscript%3E")]
    [InlineData("messages?topic=%3Cscript%3E")]
    [InlineData("%3Cscript%3E")]
    [InlineData("configs?type=topic&name=%3Cscript%3E")]
    public async Task Script_in_what_was_asked_comes_back_as_text(string path) => Assert.DoesNotContain('<', await TextAsync(path));

    [Fact]
    public async Task Script_in_a_topics_name_is_refused_as_text()
    {
        using var answer = await served.Dashboard.TryPostAsync("topics", """{"name":"<script>"}""");

        Assert.Equal(400, (int)answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain('<', text);
        Assert.Contains("\\u003Cscript\\u003E", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Script_is_text_in_the_live_stream_too()
    {
        await ProduceAsync();
        using var answer = await served.Dashboard.Visitor.GetAsync(
            $"api/live?path={Uri.EscapeDataString("messages?topic=orders&from=earliest")}", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var line = (await reader.ReadLineAsync())!;
        Assert.StartsWith("data: {", line, StringComparison.Ordinal);
        Assert.DoesNotContain('<', line);
    }

    private async Task ProduceAsync()
    {
        await using var producer = served.Kafka.CreateProducer<string, string>();
        await producer.ProduceAsync("orders", new Message<string, string> { Key = Script, Value = Script, Headers = new Headers { { Script, Encoding.UTF8.GetBytes(Script) } } });
    }

    private async Task<string> TextAsync(string path)
    {
        using var answer = await served.Dashboard.Visitor.GetAsync("api/" + path);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("nosniff", string.Concat(answer.Headers.GetValues("X-Content-Type-Options")));
        return await answer.Content.ReadAsStringAsync();
    }
}
