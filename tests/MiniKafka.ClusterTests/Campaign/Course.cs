using System.Globalization;
using MiniKafka.ClusterTests.Campaign.Judging;
using MiniKafka.ClusterTests.Campaign.World;

namespace MiniKafka.ClusterTests.Campaign;

/// <summary>
/// One course of trouble: a cluster is started, a producer works, and for a minute of virtual time nodes are killed, lose power or a
/// disk, get an older metadata log, are stopped, paused, cut off, slowed down and flooded; then everything heals, the producer's last records are
/// acknowledged, and all replicas must agree.
/// </summary>
internal sealed class Course
{
    public static readonly TimeSpan TroubleTime = TimeSpan.FromSeconds(60);
    public const int NeededRecords = 500;
    public const int NeededCommits = 20;
    public const int NeededFaults = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly List<string> _story = [];
    private readonly SimulatedCluster _cluster;
    private readonly Troublemaker _trouble;

    private Course(CourseOptions options)
    {
        Options = options;
        _cluster = new SimulatedCluster(options);
        _trouble = new Troublemaker(_cluster, Tell);
        _cluster.Referee.Detail = options.IsToldInDetail ? AddToStory : null;
    }

    public CourseOptions Options { get; }

    /// <summary>What happened to the cluster, and when.</summary>
    public IReadOnlyList<string> Story => _story;

    public Totals Totals => _cluster.Referee.Totals;

    public ulong TraceHash => _cluster.Host.TraceHash;

    /// <summary>Runs a course to its end.</summary>
    /// <exception cref="CourseFailedException">A rule was broken.</exception>
    public static Course Run(CourseOptions options)
    {
        var course = new Course(options);
        try
        {
            course._cluster.Host.Run(course.RunAsync);
            course.JudgeMetadata();
            course.Totals.Steps = course._cluster.Host.Steps;
            course.Totals.VirtualSeconds = course._cluster.Host.Elapsed.TotalSeconds;
            return course;
        }
        catch (Exception exception)
        {
            throw new CourseFailedException(course, exception);
        }
    }

    private async Task RunAsync()
    {
        await _cluster.StartAsync();
        Tell("started");
        var (workload, offsets, reassignments) = (new Workload(_cluster, Options), new OffsetWorkload(_cluster), new ReassignmentWorkload(_cluster));
        var producing = workload.RunAsync();
        var committing = offsets.RunAsync();
        var moving = Options.MovesReplicas ? reassignments.RunAsync() : Task.CompletedTask;
        var passing = new PassingTopicWorkload(_cluster);
        var deleting = Options.DeletesTopics ? passing.RunAsync() : Task.CompletedTask;
        while (_cluster.Host.Elapsed < TroubleTime || Totals.Faults < NeededFaults)
        {
            await _trouble.NextAsync();
            _cluster.Referee.ThrowIfFound();
        }

        await _trouble.HealAsync();
        Tell("healed");
        await UntilAsync(() => Totals.Acknowledged >= NeededRecords, () => $"only {Totals.Acknowledged} records are acknowledged");
        await UntilAsync(() => Totals.OffsetsCommitted >= NeededCommits, () => $"only {Totals.OffsetsCommitted} offsets are committed");
        workload.Stop();
        offsets.Stop();
        passing.Stop();
        await producing;
        await committing;
        await moving;
        await deleting;
        await UntilAsync(() => workload.Underway == 0, () => $"the fate of {workload.Underway} records is unknown");
        await UntilAsync(() => Settlement.Unsettled(_cluster) is null, () => Settlement.Unsettled(_cluster)!);
        await UntilAsync(() => _cluster.Referee.Offsets.OfLostTopic(_cluster.Image) is null, () => _cluster.Referee.Offsets.OfLostTopic(_cluster.Image)!);
        Settlement.CheckAgreement(_cluster);
        await workload.CloseAsync();
        await offsets.CloseAsync();
        await reassignments.CloseAsync();
        await passing.CloseAsync();
        await _cluster.EndAsync();
        _cluster.Referee.ThrowIfFound();
    }

    /// <summary>What all nodes leave behind at the end.</summary>
    private void JudgeMetadata()
    {
        foreach (var node in _cluster.Nodes)
        {
            node.JudgeMetadata();
        }
    }

    private async Task UntilAsync(Func<bool> condition, Func<string> otherwise)
    {
        for (var end = _cluster.Host.Elapsed + Patience; !condition(); await _cluster.DelayAsync(100))
        {
            _cluster.Referee.ThrowIfFound();
            if (_cluster.Host.Elapsed > end)
            {
                throw new RuleBrokenException($"{Patience.TotalSeconds:F0} s after everything healed {otherwise()}.");
            }
        }
    }

    private void Tell(string happened)
    {
        _cluster.Host.Trace(happened);
        AddToStory(happened);
    }

    private void AddToStory(string happened) =>
        _story.Add(string.Create(CultureInfo.InvariantCulture, $"{_cluster.Host.Elapsed.TotalSeconds,9:F4} s  {happened}"));
}
