using System.Globalization;
using Campaigns;

namespace MiniKafka.ClusterTests.Campaign;

/// <summary>Runs seeds in a process of their own: one with its story, or many with their totals.</summary>
internal static class CourseCommand
{
    public const string One = "simulate";
    public const string Many = "campaign";

    /// <summary>Prints what happens under a seed, and the sum over all steps.</summary>
    public static int RunOne(int seed)
    {
        try
        {
            var course = Course.Run(new CourseOptions(seed) { IsToldInDetail = true });
            Console.WriteLine(string.Join(Environment.NewLine, course.Story));
            Console.WriteLine(course.Totals);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"trace {course.TraceHash:x16}"));
            return 0;
        }
        catch (CourseFailedException failed)
        {
            Console.WriteLine(failed.InnerException);
            Console.WriteLine(failed.Message);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"trace {failed.Course.TraceHash:x16}"));
            return 1;
        }
    }

    /// <summary>Prints the totals of many seeds and what is wrong with them; fails when anything is, or when something never happened.</summary>
    public static int RunMany(SeedSource seeds)
    {
        var campaign = CourseCampaign.Run(seeds);
        Console.WriteLine($"{seeds}: {campaign.Totals}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{campaign.Elapsed.TotalSeconds:F1} s, {campaign.Failed} failed"));
        foreach (var complaint in campaign.Complaints)
        {
            Console.WriteLine(complaint);
        }

        return campaign.Complaints.Count == 0 ? 0 : 1;
    }
}
