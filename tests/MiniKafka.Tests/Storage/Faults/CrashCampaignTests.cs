using Campaigns;
using Xunit.Abstractions;

namespace MiniKafka.Tests.Storage.Faults;

/// <summary>Thousands of crashes on a disk that misbehaves, so many rounds for each seed.</summary>
public class CrashCampaignTests(ITestOutputHelper output)
{
    private const int UsualSeeds = 20;
    private const int UsualFirstSeed = 20_251_122;
    private const int RoundsPerSeed = 500;

    [Fact]
    [Trait(SeedSource.Kind, SeedSource.Campaign)]
    public void No_acknowledged_record_is_lost_and_none_appears_from_nowhere()
    {
        var seeds = SeedSource.OfTest(UsualFirstSeed, UsualSeeds);
        var totals = new FaultTotals();
        foreach (var seed in seeds.All())
        {
            new CrashCampaign(seed, totals).Run(RoundsPerSeed);
        }

        output.WriteLine($"{seeds}:");
        foreach (var (name, value) in totals.All())
        {
            output.WriteLine($"{name}: {value}");
        }

        Assert.DoesNotContain(totals.All(), total => total.Value == 0);
        Assert.True(totals.AcknowledgedAppends >= 50L * totals.Rounds);
    }
}
