using System.Text.RegularExpressions;
using Microsoft.Playwright;
using MiniKafka.Client;
using MiniKafka.Model;
using static Microsoft.Playwright.Assertions;

namespace MiniKafka.Dashboard.Tests.Browser;

/// <summary>What the page teaches: faults that are made on it, and what is seen of them.</summary>
[Collection(BrowserCollection.Name)]
public sealed class FaultTests(Chromium chromium)
{
    [BrowserFact]
    public async Task A_leader_that_is_killed_on_the_page_is_replaced_and_comes_back()
    {
        await using var kafka = await StartAsync();
        await using var dashboard = await kafka.StartDashboardAsync();
        var leader = (await kafka.WaitForLeaderAsync("orders", 0)).Id;
        await using var page = await chromium.VisitAsync(dashboard.Address);
        await using var picture = await chromium.VisitAsync(dashboard.Address);
        await picture.GoAsync("topics");
        var replicas = picture.Card("orders").Locator("tbody td");
        var ofLeader = replicas.Nth(Index(kafka, leader));
        await OpenPage.SeesAsync(ofLeader, "leads");

        await page.GoAsync("cluster");
        await page.Button($"kill broker {leader}").ClickAsync();
        await page.Page.Locator("dialog").GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Kill it" }).ClickAsync();
        await OpenPage.SeesAsync(page.Card($"Broker {leader}"), "killed");
        await OpenPage.SeesAsync(ofLeader, "behind");
        await Expect(picture.Card("orders").Locator(".cell.leader")).ToHaveCountAsync(2);
        await picture.ShootAsync("leader-killed");

        await page.Button($"start broker {leader}").ClickAsync();
        await OpenPage.SeesAsync(page.Card($"Broker {leader}"), "running");
        await OpenPage.SeesAsync(ofLeader, "in sync");
        await page.GoAsync("timeline");
        await OpenPage.SeesAsync(page.Content, new Regex("(is|are) led by broker"));
        foreach (var text in new[] { $"Broker {leader}: kill, asked for on the page.", $"Broker {leader} is killed", $"Broker {leader} is running" })
        {
            await page.SeesAsync(text);
        }

        await page.ShootAsync("timeline-of-a-kill");
    }

    [BrowserFact]
    public async Task A_follower_that_is_cut_off_falls_behind_and_catches_up_when_healed()
    {
        await using var kafka = await StartAsync();
        await using var dashboard = await kafka.StartDashboardAsync();
        var leader = (await kafka.WaitForLeaderAsync("orders", 0)).Id;
        var controller = (await kafka.WaitForControllerAsync()).Id;
        var follower = kafka.Brokers.First(broker => broker.Id != leader && broker.Id != controller).Id;
        var (a, b) = (Math.Min(leader, follower), Math.Max(leader, follower));
        await using var page = await chromium.VisitAsync(dashboard.Address);
        await using var picture = await chromium.VisitAsync(dashboard.Address);
        await picture.GoAsync("topics");
        var ofFollower = picture.Card("orders").Locator("tbody td").Nth(Index(kafka, follower));
        await OpenPage.SeesAsync(ofFollower, "in sync");

        await page.GoAsync("cluster");
        await page.Button($"cut the link between {a} and {b}").ClickAsync();
        await OpenPage.SeesAsync(page.Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Links between brokers" }), "cut");

        // Who has all there is stays in sync, however long nothing is heard of him.
        await using var producer = kafka.CreateProducer<string, string>();
        var written = producer.ProduceAsync(new TopicPartition("orders", 0), "table-7", "soup");
        await OpenPage.SeesAsync(ofFollower, "behind");
        await written;
        await picture.ShootAsync("follower-lost");

        await page.Button($"heal the link between {a} and {b}").ClickAsync();
        await OpenPage.SeesAsync(ofFollower, "in sync");
        await page.GoAsync("timeline");
        await page.SeesAsync($"Broker {follower} has fallen out of the ISR of orders-0.");
        await page.SeesAsync($"Broker {follower} is in the ISR of orders-0 again.");
        await page.ShootAsync("timeline-of-a-cut");
    }

    [BrowserFact]
    public async Task A_rebalance_is_seen_in_the_group_and_in_the_timeline()
    {
        await using var kafka = await StartAsync();
        await using var dashboard = await kafka.StartDashboardAsync();
        await using var page = await chromium.VisitAsync(dashboard.Address);
        await using var events = await chromium.VisitAsync(dashboard.Address);
        await events.GoAsync("timeline");
        using var end = new CancellationTokenSource();
        var first = ConsumeAsync(kafka, "ann", end.Token);
        await page.GoAsync("groups?id=kitchen");
        var members = page.Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Members" });
        await OpenPage.SeesAsync(members, "orders-0, orders-1");

        using var leave = new CancellationTokenSource();
        var second = ConsumeAsync(kafka, "bob", leave.Token);
        await Expect(members.Locator("tbody tr")).ToHaveCountAsync(2);
        await OpenPage.SeesAsync(members.Locator("tr", new LocatorLocatorOptions { HasText = "bob" }), new Regex("orders-[01]$"));
        await OpenPage.SeesAsync(members.Locator("tr", new LocatorLocatorOptions { HasText = "ann" }), new Regex("orders-[01]$"));
        await page.ShootAsync("two-members");

        await leave.CancelAsync();
        await second;
        await Expect(members.Locator("tbody tr")).ToHaveCountAsync(1);
        await OpenPage.SeesAsync(members, "orders-0, orders-1");
        await OpenPage.SeesAsync(events.Content, "kitchen");
        await OpenPage.SeesAsync(events.Content, "rebalance");
        await events.ShootAsync("timeline-of-a-rebalance");
        await end.CancelAsync();
        await first;
    }

    private static async Task<KafkaCluster> StartAsync() => await KafkaCluster.StartAsync(options =>
    {
        options.BrokerCount = 3;
        options.Properties["group.initial.rebalance.delay.ms"] = "0";
        options.Properties["replica.lag.time.max.ms"] = "1500";
        options.Topics.Add("orders", partitions: 2, replicationFactor: 3);
    });

    /// <summary>Reads until it is told to leave; nothing is committed by itself, so that nothing else happens to the group.</summary>
    private static async Task ConsumeAsync(KafkaCluster kafka, string name, CancellationToken leave)
    {
        await using var consumer = kafka.CreateConsumer<string, string>(
            new ConsumerConfig { GroupId = "kitchen", ClientId = name, HeartbeatIntervalMs = 200, AutoOffsetReset = AutoOffsetReset.Earliest });
        consumer.Subscribe("orders");
        try
        {
            await foreach (var _ in consumer.ConsumeAsync(leave))
            {
            }
        }
        catch (OperationCanceledException) when (leave.IsCancellationRequested)
        {
        }
    }

    private static int Index(KafkaCluster kafka, int broker) => kafka.Brokers.Select(each => each.Id).Order().ToList().IndexOf(broker);
}
