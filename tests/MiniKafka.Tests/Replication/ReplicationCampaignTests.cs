using MiniKafka.Runtime.Simulation;
using Xunit.Abstractions;

namespace MiniKafka.Tests.Replication;

public class ReplicationCampaignTests(ITestOutputHelper output)
{
    private const int FirstSeed = 1;
    private const int Seeds = 60;
    private const int VirtualSeconds = 60;

    [Fact]
    public void Acknowledged_records_survive_kills_pauses_cuts_and_a_lost_disk()
    {
        var (acknowledged, elections, shrinks) = (0, 0, 0);
        for (var seed = FirstSeed; seed < FirstSeed + Seeds; seed++)
        {
            try
            {
                var simulation = Run(seed);
                acknowledged += simulation.Acknowledged.Count;
                elections += simulation.Elections;
                shrinks += simulation.Shrinks;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed} failed: {exception.Message}", exception);
            }
        }

        output.WriteLine($"{Seeds} seeds, {acknowledged} records acknowledged, {elections} leaders, {shrinks} ISR shrinks");
        Assert.True(acknowledged > Seeds * 100 && elections > Seeds && shrinks > 0, $"too little happened: {acknowledged} {elections} {shrinks}");
    }

    internal static ReplicationSimulation Run(int seed)
    {
        var host = new SimulatedLoopHost(seed);
        ReplicationSimulation? simulation = null;
        host.Run(async () =>
        {
            simulation = new ReplicationSimulation(host, seed, brokers: 3);
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
                await simulation.KillAsync(broker.Id, losesDisk: random.Next(3) == 0 && simulation.Committed.Isr.Length == 3 && simulation.Brokers.All(other => other.IsAlive));
                break;
            case 1:
                broker.IsPaused = !broker.IsPaused && broker.IsAlive;
                break;
            case 2:
                simulation.Cut(random.Next(0, 4), random.Next(0, 4));
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
