using Campaigns;
using Xunit.Abstractions;

namespace MiniKafka.Tests.Quorum.Simulation;

public sealed class QuorumSimulationTests(ITestOutputHelper output)
{
    private const int UsualSeeds = 40;

    [Theory]
    [Trait(SeedSource.Kind, SeedSource.Campaign)]
    [InlineData(3)]
    [InlineData(5)]
    public void Quorum_keeps_its_rules_through_any_trouble(int voters)
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

    [Theory]
    [InlineData(nameof(BrokenRule.VoteTwice))]
    [InlineData(nameof(BrokenRule.VoteForAnyLog))]
    [InlineData(nameof(BrokenRule.NeverTruncate))]
    public void Referee_notices_a_broken_rule(string rule)
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            try
            {
                new QuorumScenario(new QuorumWorld(seed, 3, Enum.Parse<BrokenRule>(rule))).Run();
            }
            catch (Exception exception) when (exception is RuleBrokenException or InvalidOperationException)
            {
                output.WriteLine($"Seed {seed}: {exception.Message}");
                return;
            }
        }

        Assert.Fail($"200 courses of trouble, and nobody noticed that {rule}.");
    }

    [Fact]
    public void Same_seed_gives_the_same_course()
    {
        static string Course()
        {
            var world = new QuorumWorld(7, 3);
            new QuorumScenario(world).Run();
            return $"{world.Referee.Elections} {world.Referee.Truncations} {world.Referee.Committed} {world.NowMs}";
        }

        Assert.Equal(Course(), Course());
    }
}
