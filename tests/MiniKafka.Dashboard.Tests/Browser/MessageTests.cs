using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using MiniKafka.Client;
using static Microsoft.Playwright.Assertions;

namespace MiniKafka.Dashboard.Tests.Browser;

/// <summary>Messages that are written on the page and found there, whatever stands in them.</summary>
[Collection(BrowserCollection.Name)]
public sealed class MessageTests(Chromium chromium)
{
    private const string Script = "<img src=x onerror=alert(1)><script>alert(2)</script>";

    [BrowserFact]
    public async Task A_message_that_is_produced_on_the_page_is_found_there()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders"));
        await using var dashboard = await kafka.StartDashboardAsync();
        await using var page = await chromium.VisitAsync(dashboard.Address);
        await page.GoAsync("messages?topic=orders");
        await page.Field("Key").FillAsync("table-7");
        await page.Field("Header").FillAsync("waiter");
        await page.Field("Value of the header").FillAsync("Ann");
        await page.Field("Value").FillAsync("""{"dish":"soup"}""");
        await page.Button("Produce").ClickAsync();
        await OpenPage.SeesAsync(page.Page.Locator("#said"), "Written to partition 0 at offset 0.");
        await page.Field("Key").FillAsync("table-8");
        await page.Field("Value").FillAsync("tea");
        await page.Button("Produce").ClickAsync();
        await OpenPage.SeesAsync(page.Page.Locator("#said"), "at offset 1.");

        await page.Content.Locator("select[name=from]").SelectOptionAsync("earliest");
        await page.Field("Contains").FillAsync("soup");
        await page.Button("Look").ClickAsync();
        var row = page.Content.Locator("tbody tr");
        await Expect(row).ToHaveCountAsync(1);
        await OpenPage.SeesAsync(row, "table-7");
        await OpenPage.SeesAsync(row, "waiter");
        await OpenPage.SeesAsync(row, "Ann");
        await OpenPage.SeesAsync(row, "\"dish\": \"soup\"");
    }

    [BrowserFact]
    public async Task The_keyboard_alone_leads_to_a_topic_and_writes_a_message()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders"));
        await using var dashboard = await kafka.StartDashboardAsync();
        await using var page = await chromium.VisitAsync(dashboard.Address);
        await page.GoAsync("topics");
        await OpenPage.SeesAsync(page.Content, "orders");
        await TabToAsync(page, "messages of orders");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Content.Locator("h1")).ToHaveTextAsync("Messages");
        await TabToAsync(page, "Value");
        await page.Page.Keyboard.TypeAsync("soup");
        await TabToAsync(page, "Produce");
        await page.Page.Keyboard.PressAsync("Enter");
        await OpenPage.SeesAsync(page.Page.Locator("#said"), "Written to partition 0 at offset 0.");
    }

    [BrowserFact]
    public async Task Script_that_clients_sent_is_shown_as_text_and_never_run()
    {
        await using var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.Properties["group.initial.rebalance.delay.ms"] = "0";
            options.Topics.Add("orders");
        });
        await using var dashboard = await kafka.StartDashboardAsync();
        await using (var producer = kafka.CreateProducer<string, string>(new ProducerConfig { ClientId = Script }))
        {
            await producer.ProduceAsync("orders", new Message<string, string> { Key = Script, Value = Script, Headers = new Headers { { Script, Encoding.UTF8.GetBytes(Script) } } });
        }

        await using var page = await chromium.VisitAsync(dashboard.Address);
        await page.GoAsync("timeline");
        await page.SeesAsync("Nothing yet.");
        await using var consumer = kafka.CreateConsumer<string, string>(new ConsumerConfig { GroupId = Script, ClientId = Script, AutoOffsetReset = AutoOffsetReset.Earliest });
        consumer.Subscribe("orders");
        consumer.Consume();
        await consumer.CommitAsync();
        await page.SeesAsync(Script);

        await page.GoAsync("messages?topic=orders");
        foreach (var cell in new[] { 3, 4, 5 })
        {
            await OpenPage.SeesAsync(page.Content.Locator("tbody tr").Locator("td").Nth(cell), Script);
        }

        await page.GoAsync("groups");
        await page.Button(Script).ClickAsync();
        await Expect(page.Content.Locator("h1")).ToHaveTextAsync(Script);
        await OpenPage.SeesAsync(page.Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Members" }), Script);
        // A topic of that name is none, and the server says so.
        page.Expected = new Regex("\\b40[04]\\b");
        foreach (var place in new[] { "topics", "messages", "segments", "configs" })
        {
            await page.GoAsync($"{place}?type=topic&filter={Uri.EscapeDataString(Script)}&topic={Uri.EscapeDataString(Script)}&name={Uri.EscapeDataString(Script)}");
            await Expect(page.Content.Locator("img, script")).ToHaveCountAsync(0);
        }
    }

    /// <summary>Presses Tab until the thing of that name has the focus.</summary>
    private static async Task TabToAsync(OpenPage page, string name)
    {
        const string NameOfFocused =
            "() => { const at = document.activeElement; return at.getAttribute('aria-label') ?? at.closest('label')?.firstChild.textContent ?? at.textContent; }";
        for (var i = 0; i < 60; i++)
        {
            await page.Page.Keyboard.PressAsync("Tab");
            if (await page.Page.EvaluateAsync<string>(NameOfFocused) == name)
            {
                return;
            }
        }

        Assert.Fail($"Tab does not lead to {name}.");
    }
}
