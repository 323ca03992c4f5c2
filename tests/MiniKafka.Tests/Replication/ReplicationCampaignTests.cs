using Campaigns;
using MiniKafka.Runtime.Simulation;
using Xunit.Abstractions;

namespace MiniKafka.Tests.Replication;

/// <summary>Many seeds, each a minute of trouble in virtual time. A failing seed fails again with the same number.</summary>
public class ReplicationCampaignTests(ITestOutputHelper output)
{
    private const int UsualSeeds = 100;
    private const int SeedsToNoticeSabotage = 40;
    private const int VirtualSeconds = 60;

    [Theory]
    [Trait(SeedSource.Kind, SeedSource.Campaign)]
    [InlineData(3)]
    [InlineData(5)]
    public void Acknowledged_records_survive_kills_pauses_cuts_and_a_lost_disk(int brokers)
    {
        var seeds = SeedSource.OfTest(usualFirst: 1, UsualSeeds);
        var (acknowledged, leaders, shrinks) = (0, 0, 0);
        foreach (var seed in seeds.All())
        {
            try
            {
                var simulation = Run(seed, brokers, Sabotage.None);
                acknowledged += simulation.Acknowledged.Count;
                leaders += simulation.Elections;
                shrinks += simulation.Shrinks;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed} with {brokers} brokers failed: {exception.Message}", exception);
            }
        }

        output.WriteLine($"{brokers} brokers, {seeds}, {acknowledged} records acknowledged, {leaders} leaders, {shrinks} ISR shrinks");
        Assert.True(acknowledged > 100 * seeds.Taken && leaders > seeds.Taken && shrinks > 0, $"too little happened: {acknowledged} records, {leaders} leaders, {shrinks} shrinks");
    }

    [Theory]
    [InlineData(nameof(Sabotage.NoTruncation))]
    [InlineData(nameof(Sabotage.LonelyLeaders))]
    public void A_broken_rule_is_noticed(string sabotage)
    {
        for (var seed = 1; seed <= SeedsToNoticeSabotage; seed++)
        {
            try
            {
                Run(seed, 3, Enum.Parse<Sabotage>(sabotage));
            }
            catch (Exception noticed)
            {
                output.WriteLine($"Seed {seed}: {noticed.Message}");
                return;
            }
        }

        Assert.Fail($"Nobody noticed {sabotage} within {SeedsToNoticeSabotage} seeds.");
    }

    private static ReplicationSimulation Run(int seed, int brokers, Sabotage sabotage)
    {
        var host = new SimulatedLoopHost(seed);
        ReplicationSimulation? simulation = null;
        host.Run(async () =>
        {
            simulation = new ReplicationSimulation(host, seed, brokers, sabotage);
            await simulation.StartAsync();
            var random = new Random(seed);
            var isOver = false;
            var producing = ProduceAsync(simulation, random, () => isOver);
            while (host.Elapsed < TimeSpan.FromSeconds(VirtualSeconds))
            {
                await FaultAsync(simulation, random);
                simulation.AssertInvariants();
            }

            isOver = true;
            await producing;
            await simulation.SettleAsync();
            simulation.AssertInvariants();
            simulation.AssertNothingIsLost();
        });
        return simulation!;
    }

    private static async Task ProduceAsync(ReplicationSimulation simulation, Random random, Func<bool> isOver)
    {
        while (!isOver())
        {
            await simulation.ProduceAsync();
            await simulation.DelayAsync(random.Next(10, 100));
        }
    }

    private static async Task FaultAsync(ReplicationSimulation simulation, Random random)
    {
        await simulation.DelayAsync(random.Next(200, 3_000));
        var broker = simulation.Brokers[random.Next(simulation.Brokers.Count)];
        switch (random.Next(6))
        {
            case 0 when broker.IsAlive:
                // One disk may go as long as everybody else has everything.
                var isSafe = simulation.Committed.Isr.Length == simulation.Committed.Replicas.Length && simulation.Brokers.All(other => other.IsAlive);
                await simulation.KillAsync(broker.Id, losesDisk: isSafe && random.Next(3) == 0);
                break;
            case 1:
                broker.IsPaused = !broker.IsPaused && broker.IsAlive;
                break;
            case 2:
                simulation.Cut(random.Next(0, simulation.Brokers.Count + 1), random.Next(0, simulation.Brokers.Count + 1));
                break;
            case 3:
                simulation.Heal();
                break;
            default:
                if (!broker.IsAlive)
                {
                    await simulation.RestartAsync(broker.Id);
                }

                broker.IsPaused = false;
                break;
        }
    }
}
