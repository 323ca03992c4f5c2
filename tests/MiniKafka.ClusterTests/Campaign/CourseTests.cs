using System.Diagnostics;
using System.Globalization;
using Campaigns;
using Xunit.Abstractions;

namespace MiniKafka.ClusterTests.Campaign;

/// <summary>Many seeds, each a minute of trouble for a whole cluster in virtual time.</summary>
public sealed class CourseTests(ITestOutputHelper output)
{
    private const int UsualSeeds = 100;
    private const int SeedsToNoticeABrokenRule = 60;

    [Fact]
    public void Whole_clusters_keep_their_rules_through_any_trouble()
    {
        var seeds = SeedSource.OfTest(usualFirst: 1, UsualSeeds);
        var campaign = CourseCampaign.Run(seeds);
        output.WriteLine($"{seeds}: {campaign.Totals}; {campaign.Elapsed.TotalSeconds:F0} s");
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
}
