using ApacheKafka;
using Microsoft.Playwright;
using MiniKafka.Dashboard.Tests.Api;
using static Microsoft.Playwright.Assertions;

namespace MiniKafka.Dashboard.Tests.Browser;

/// <summary>The same pages in the browser over Apache Kafka itself.</summary>
[Collection(ApacheKafkaCollection.Name)]
[MeetsApacheKafka]
public sealed class ApacheKafkaPageTests(RunningApacheKafka kafka, Chromium chromium) : IClassFixture<Chromium>
{
    [ApacheKafkaFact]
    public async Task Every_page_shows_apache_kafka_and_offers_no_button_that_cannot_work()
    {
        Assert.Null(Chromium.WhySkip);
        var address = (await kafka.OneAsync()).BootstrapServers;
        await using var dashboard = await KafkaDashboard.StartAsync(address);
        await using (var admin = new Client.AdminClient(new Client.AdminConfig { BootstrapServers = address }))
        {
            await admin.CreateTopicAsync("pictures", partitions: 2, replicationFactor: 1);
            await admin.AlterGroupOffsetsAsync("viewers", [new Model.TopicPartitionOffset("pictures", 1, 0)]);
        }

        await using var page = await chromium.VisitAsync(dashboard.Address);
        await page.GoAsync("cluster");
        await OpenPage.SeesAsync(page.Card("Broker 1"), "running");
        await OpenPage.SeesAsync(page.Card("Broker 1"), "controller");
        await Expect(page.Button("kill broker 1")).ToHaveCountAsync(0);
        await page.GoAsync("topics?filter=pictures");
        await Expect(page.Card("pictures").Locator(".cell.leader")).ToHaveCountAsync(2);
        await page.GoAsync("messages?topic=pictures");
        await page.Field("Key").FillAsync("sunset");
        await page.Field("Value").FillAsync("red");
        await page.Button("Produce").ClickAsync();
        await OpenPage.SeesAsync(page.Page.Locator("#said"), "Written to partition");
        await page.Field("Contains").FillAsync("sunset");
        await page.Button("Look").ClickAsync();
        await OpenPage.SeesAsync(page.Content.Locator("tbody tr"), "red");
        await page.GoAsync("groups?id=viewers");
        await page.SeesAsync("Empty");
        await page.GoAsync("configs?type=topic&name=pictures&filter=retention.ms");
        await page.SeesAsync("604800000");
        await page.GoAsync("segments?topic=pictures");
        await Expect(page.Content.Locator("section")).ToHaveCountAsync(2);
        await page.GoAsync("timeline");
        await Expect(page.Content.GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync();
    }
}
