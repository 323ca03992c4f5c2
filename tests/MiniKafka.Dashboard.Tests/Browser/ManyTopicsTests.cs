using MiniKafka.Client;
using MiniKafka.Client.Admin;
using static Microsoft.Playwright.Assertions;

namespace MiniKafka.Dashboard.Tests.Browser;

/// <summary>A thousand topics: found by name, looked through page by page, and never all in the browser.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ManyTopicsTests(Chromium chromium)
{
    [BrowserFact]
    public async Task A_thousand_topics_can_be_looked_through_and_filtered()
    {
        await using var kafka = await KafkaCluster.StartAsync();
        await using (var admin = kafka.CreateAdmin())
        {
            await admin.CreateTopicsAsync(Enumerable.Range(0, 1000).Select(number => new NewTopic($"topic-{number:000}", 1, 1)));
        }

        await using var dashboard = await kafka.StartDashboardAsync();
        await using var page = await chromium.VisitAsync(dashboard.Address);
        await page.GoAsync("topics");
        await page.SeesAsync("1 to 20 of 1,000");
        await Expect(page.Content.Locator("section")).ToHaveCountAsync(20);
        await page.Button("After").ClickAsync();
        await page.SeesAsync("21 to 40 of 1,000");
        await page.SeesAsync("topic-039");
        await page.Field("Name contains").FillAsync("-77");
        await page.Button("Filter").ClickAsync();
        await page.SeesAsync("1 to 10 of 10");
        await page.SeesAsync("topic-779");
        await Expect(page.Content.Locator("section")).ToHaveCountAsync(10);
    }
}
