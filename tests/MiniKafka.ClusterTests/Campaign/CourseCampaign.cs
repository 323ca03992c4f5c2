using System.Diagnostics;
using Campaigns;

namespace MiniKafka.ClusterTests.Campaign;

/// <summary>Many seeds, on all processors.</summary>
internal sealed class CourseCampaign
{
    private const int StackBytes = 16 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, CourseFailedException> _failures = [];

    public Totals Totals { get; } = new();

    public int Failed => _failures.Count;

    /// <summary>
    /// What is wrong: each course in which a rule was broken, with its story and how to see it again, and each kind of event that
    /// should have happened and never did. Empty when all is well.
    /// </summary>
    public IReadOnlyList<string> Complaints =>
    [
        .. _failures.Values.Select(failure => failure.Message),
        .. Totals.Needed().Where(need => need.Count == 0).Select(need => $"There were no {need.Name}."),
    ];

    public TimeSpan Elapsed { get; private set; }

    public static CourseCampaign Run(SeedSource seeds)
    {
        var campaign = new CourseCampaign();
        var started = Stopwatch.GetTimestamp();
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() => campaign.Work(seeds), StackBytes)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        campaign.Elapsed = Stopwatch.GetElapsedTime(started);
        return campaign;
    }

    private void Work(SeedSource seeds)
    {
        while (seeds.TryTake(out var seed))
        {
            try
            {
                var course = Course.Run(new CourseOptions(seed));
                lock (_gate)
                {
                    Totals.Add(course.Totals);
                }
            }
            catch (CourseFailedException failed)
            {
                lock (_gate)
                {
                    _failures.Add(seed, failed);
                }
            }
        }
    }
}
