using Xunit.Abstractions;

namespace MiniKafka.Tests.Storage.Faults;

/// <summary>Thousands of crashes on a disk that misbehaves. More rounds on request: MINIKAFKA_CRASH_ROUNDS, MINIKAFKA_SEED.</summary>
public class CrashCampaignTests(ITestOutputHelper output)
{
    private const int Campaigns = 20;
    private const int DefaultRounds = 10_000;
    private const int DefaultSeed = 20_251_122;

    [Fact]
    public void No_acknowledged_record_is_lost_and_none_appears_from_nowhere()
    {
        var rounds = Number("MINIKAFKA_CRASH_ROUNDS", DefaultRounds);
        var seed = Number("MINIKAFKA_SEED", DefaultSeed);
        output.WriteLine($"seed {seed}");
        var totals = new FaultTotals();
        for (var campaign = 0; campaign < Campaigns; campaign++)
        {
            new CrashCampaign(seed + campaign, totals).Run(rounds / Campaigns);
        }

        foreach (var (name, value) in totals.All())
        {
            output.WriteLine($"{name}: {value}");
        }

        Assert.DoesNotContain(totals.All(), total => total.Value == 0);
        Assert.True(totals.AcknowledgedAppends >= 50L * rounds);
    }

    private static int Number(string variable, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(variable), out var value) ? value : otherwise;
}
