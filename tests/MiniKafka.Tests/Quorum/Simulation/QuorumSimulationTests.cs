using Xunit.Abstractions;

namespace MiniKafka.Tests.Quorum.Simulation;

public sealed class QuorumSimulationTests(ITestOutputHelper output)
{
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
