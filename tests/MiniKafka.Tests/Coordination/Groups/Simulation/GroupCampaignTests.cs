using Campaigns;
using Xunit.Abstractions;

namespace MiniKafka.Tests.Coordination.Groups.Simulation;

/// <summary>Thousands of groups in virtual time: joins, leaves, crashes, pauses, timeouts, coordinators that are lost.</summary>
public sealed class GroupCampaignTests(ITestOutputHelper output)
{
    private const int Schedules = 5_000;
    private const int FirstSeed = 1;

    [Fact]
    [Trait(SeedSource.Kind, SeedSource.Campaign)]
    public void Every_schedule_ends_stable_with_each_partition_owned_once_and_no_commit_of_a_fenced_member()
    {
        var totals = new ScheduleTotals();
        var seeds = SeedSource.OfTest(FirstSeed, Schedules);
        foreach (var seed in seeds.All())
        {
            try
            {
                GroupBroker.Run(broker => new GroupSchedule(broker, new Random(seed), totals).RunAsync(), seed: seed);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}: {exception.Message}", exception);
            }
        }

        output.WriteLine($"{seeds}: {totals}");
        Assert.All(totals.All, t => Assert.True(t.Count > 0, $"No {t.Name} at all."));
    }
}
