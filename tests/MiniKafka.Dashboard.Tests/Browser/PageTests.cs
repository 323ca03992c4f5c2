using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MiniKafka.Dashboard.Tests.Browser;

/// <summary>Every page over a cluster of three brokers under load.</summary>
[Collection(BrowserCollection.Name)]
public sealed partial class PageTests(Chromium chromium, BusyCluster busy) : IClassFixture<BusyCluster>
{
    /// <summary>A place for each page, and whoever is new among them: the table of pages and this one say the same.</summary>
    private static readonly Dictionary<string, string> s_places = new()
    {
        ["cluster"] = "cluster",
        ["topics"] = "topics",
        ["messages"] = "messages?topic=orders",
        ["groups"] = "groups?id=kitchen",
        ["configs"] = "configs?type=topic&name=orders",
        ["segments"] = "segments?topic=orders",
        ["timeline"] = "timeline",
    };

    public static TheoryData<string> Pages => [.. s_places.Keys];

    [BrowserFact]
    public async Task Each_page_is_in_the_navigation_and_has_a_test()
    {
        await using var page = await chromium.VisitAsync(busy.Dashboard.Address);
        await page.GoAsync("");
        var links = page.Page.Locator("nav a");
        Assert.Equal(s_places.Keys.Order(), (await links.EvaluateAllAsync<string[]>("links => links.map(link => link.dataset.page)")).Order());
        foreach (var link in await links.AllAsync())
        {
            await link.ClickAsync();
            await Expect(page.Content.Locator("h1")).ToHaveTextAsync(await link.InnerTextAsync() switch { "Topics" => "Topics and partitions", "Segments" => "Log segments", var title => title });
        }
    }

    [BrowserTheory]
    [MemberData(nameof(Pages))]
    public async Task No_page_keeps_anybody_out_by_light_by_dark_or_on_a_phone(string name)
    {
        await using var page = await chromium.VisitAsync(busy.Dashboard.Address);
        await page.GoAsync(s_places[name]);
        await Expect(page.Content.Locator(".card, table, .events li").First).ToBeVisibleAsync();
        foreach (var (scheme, width) in new[] { (ColorScheme.Light, 1280), (ColorScheme.Dark, 1280), (ColorScheme.Light, 390) })
        {
            await page.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            await page.Page.SetViewportSizeAsync(width, 900);
            await page.ShootAsync($"{name}-{scheme}-{width}");
            Assert.Equal("", await page.FaultsOfAccessAsync());
            Assert.Equal(0, await page.OverflowAsync());
        }
    }

    [BrowserFact]
    public async Task The_cluster_shows_its_brokers_controller_links_and_quorum()
    {
        await using var page = await chromium.VisitAsync(busy.Dashboard.Address);
        await page.GoAsync("cluster");
        foreach (var broker in busy.Kafka.Brokers)
        {
            await OpenPage.SeesAsync(page.Card($"Broker {broker.Id}"), "running");
            await OpenPage.SeesAsync(page.Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Quorum" }), $"Node {broker.Id}");
        }

        var controller = (await busy.Kafka.WaitForControllerAsync()).Id;
        await OpenPage.SeesAsync(page.Card($"Broker {controller}"), "controller");
        await Expect(page.Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Links between brokers" }).Locator("tbody tr")).ToHaveCountAsync(3);
    }

    [BrowserFact]
    public async Task Partitions_are_a_picture_whose_high_watermark_moves()
    {
        await using var page = await chromium.VisitAsync(busy.Dashboard.Address);
        await page.GoAsync("topics");
        var orders = page.Card("orders");
        await Expect(orders.Locator(".cell.leader")).ToHaveCountAsync(3);
        await Expect(orders.Locator(".cell:not(.leader):not(.out):not(.none)")).ToHaveCountAsync(6);
        await Expect(page.Card("quiet").Locator(".cell.none")).ToHaveCountAsync(1);
        var watermark = orders.Locator("tbody tr").First.Locator("td.number").Nth(1);
        var before = await watermark.InnerTextAsync();
        await Expect(watermark).Not.ToHaveTextAsync(before);
        Assert.True(int.Parse(await watermark.InnerTextAsync(), NumberStyles.Number, CultureInfo.InvariantCulture) > int.Parse(before, NumberStyles.Number, CultureInfo.InvariantCulture));
    }

    [BrowserFact]
    public async Task A_group_shows_who_reads_what_and_its_lag_over_time()
    {
        await using var page = await chromium.VisitAsync(busy.Dashboard.Address);
        await page.GoAsync("groups");
        await page.Button("kitchen").ClickAsync();
        await page.SeesAsync("Stable");
        var members = page.Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Members" });
        await OpenPage.SeesAsync(members, "cook");
        await OpenPage.SeesAsync(members, "orders-0, orders-1, orders-2");
        await Expect(page.Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Offsets" }).Locator("tbody tr")).ToHaveCountAsync(3);
        await Expect(page.Content.Locator("svg.chart polyline")).ToHaveAttributeAsync("points", SeveralPoints());
        await page.Button("All groups").ClickAsync();
        await page.SeesAsync("Name contains");
    }

    [BrowserFact]
    public async Task A_config_shows_where_it_comes_from_and_can_be_set_and_taken_back()
    {
        await using var page = await chromium.VisitAsync(busy.Dashboard.Address);
        await page.GoAsync("configs?type=topic&name=quiet&filter=retention.ms");
        var row = page.Content.Locator("tbody tr").Filter(new LocatorFilterOptions { Has = page.Page.GetByText("retention.ms", new PageGetByTextOptions { Exact = true }) });
        await OpenPage.SeesAsync(row, "default");
        await row.Locator("summary").ClickAsync();
        Assert.NotEmpty(await row.Locator("details p").InnerTextAsync());
        await page.Button("edit retention.ms").ClickAsync();
        await page.Page.Locator("dialog input").FillAsync("3600000");
        await page.Page.Locator("dialog").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Set it" }).ClickAsync();
        await OpenPage.SeesAsync(row, "3600000");
        await OpenPage.SeesAsync(row, "set on the topic");
        await page.Button("take back retention.ms").ClickAsync();
        await OpenPage.SeesAsync(row, "604800000");
    }

    [BrowserFact]
    public async Task Segments_show_the_files_of_every_replica()
    {
        await using var page = await chromium.VisitAsync(busy.Dashboard.Address);
        await page.GoAsync("segments?topic=orders");
        await Expect(page.Content.Locator("section")).ToHaveCountAsync(9);
        await Expect(page.Content.Locator(".segment.active")).ToHaveCountAsync(9);
        await OpenPage.SeesAsync(page.Content.Locator(".segment.active").First, "written");
    }

    [BrowserFact]
    public async Task A_first_visit_takes_less_than_a_hundred_kilobytes()
    {
        await using var page = await chromium.VisitAsync(busy.Dashboard.Address);
        await page.GoAsync("");
        await Expect(page.Content.Locator(".card").First).ToBeVisibleAsync();
        var bytes = 0L;
        foreach (var answer in page.Received.Where(static answer => !answer.Url.Contains("/api/live", StringComparison.Ordinal)))
        {
            bytes += (await answer.BodyAsync()).Length + (await answer.AllHeadersAsync()).Sum(static header => header.Key.Length + header.Value.Length + 4);
        }

        Assert.InRange(bytes, 5_000, 100_000);
        Assert.True(page.Received.Count >= 6, $"{page.Received.Count} answers");
    }

    [GeneratedRegex("^[0-9.]+,[0-9.]+ [0-9.]+,[0-9.]+")]
    private static partial Regex SeveralPoints();
}
