using System.Globalization;

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

    public static int RunMany(int first, int count)
    {
        var campaign = CourseCampaign.Run(first, count);
        Console.WriteLine(campaign.Totals);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{campaign.Elapsed.TotalSeconds:F1} s, {campaign.Failures.Count} failed"));
        foreach (var failure in campaign.Failures)
        {
            Console.WriteLine(failure.Message);
        }

        return campaign.Failures.Count == 0 ? 0 : 1;
    }
}
