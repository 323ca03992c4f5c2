using Campaigns;
using Xunit.Abstractions;

namespace MiniKafka.Tests.Quorum.Simulation;

/// <summary>Courses of trouble for quorums of one size, which must keep their rules.</summary>
internal static class QuorumCampaign
{
    private const int UsualSeeds = 40;

    public static void Run(int voters, ITestOutputHelper output)
    {
        int elections = 0, truncations = 0, snapshots = 0, acknowledged = 0, kills = 0;
        var seeds = SeedSource.OfTest(usualFirst: 1, UsualSeeds);
        foreach (var seed in seeds.All())
        {
            var world = new QuorumWorld(seed, voters);
            var scenario = new QuorumScenario(world);
            try
            {
                scenario.Run();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed} with {voters} voters, after {world.NowMs} ms: {exception.Message}", exception);
            }

            elections += world.Referee.Elections;
            truncations += world.Referee.Truncations;
            snapshots += world.Referee.SnapshotsLoaded;
            acknowledged += world.Referee.Acknowledged;
            kills += scenario.Kills;
        }

        output.WriteLine($"{seeds}, {voters} voters: {elections} elections, {truncations} truncations, {snapshots} snapshots loaded, {kills} kills, {acknowledged} records acknowledged");
        Assert.All([elections, truncations, snapshots, acknowledged, kills], total => Assert.True(total > 0));
    }
}
