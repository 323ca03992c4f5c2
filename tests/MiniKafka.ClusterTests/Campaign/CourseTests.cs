using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace MiniKafka.ClusterTests.Campaign;

/// <summary>
/// Many seeds, each a minute of trouble for a whole cluster in virtual time. MINIKAFKA_CLUSTER_SEEDS asks for more of them than usual,
/// MINIKAFKA_CLUSTER_FIRST_SEED for others.
/// </summary>
public sealed class CourseTests(ITestOutputHelper output)
{
    private const int UsualSeeds = 100;
    private const int SeedsToNoticeABrokenRule = 60;

    [Fact]
    public void Whole_clusters_keep_their_rules_through_any_trouble()
    {
        var first = Number("MINIKAFKA_CLUSTER_FIRST_SEED", 1);
        var campaign = CourseCampaign.Run(first, Number("MINIKAFKA_CLUSTER_SEEDS", UsualSeeds));
        output.WriteLine($"Seeds from {first} on: {campaign.Totals}; {campaign.Elapsed.TotalSeconds:F0} s");
        Assert.True(campaign.Complaints.Count == 0, string.Join(Environment.NewLine, campaign.Complaints));
    }

    [Theory]
    [InlineData(nameof(BrokenRule.Truncation))]
    [InlineData(nameof(BrokenRule.InSyncReplicas))]
    [InlineData(nameof(BrokenRule.Vote))]
    public void A_broken_rule_is_noticed(string rule)
    {
        var broken = Enum.Parse<BrokenRule>(rule);
        for (var seed = 1; seed <= SeedsToNoticeABrokenRule; seed++)
        {
            try
            {
                Course.Run(new CourseOptions(seed, broken));
            }
            catch (CourseFailedException noticed)
            {
                output.WriteLine(noticed.Message);
                return;
            }
        }

        Assert.Fail($"{SeedsToNoticeABrokenRule} courses of trouble, and nobody noticed that the rule about {rule} was broken.");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public async Task The_same_seed_takes_the_same_steps_in_another_process(int seed)
    {
        var course = Course.Run(new CourseOptions(seed));
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [typeof(CourseTests).Assembly.Location, CourseCommand.One, $"{seed}"])
        {
            RedirectStandardOutput = true,
        })!;
        var told = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"trace {course.TraceHash:x16}"), told, StringComparison.Ordinal);
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
