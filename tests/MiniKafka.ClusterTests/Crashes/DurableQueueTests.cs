using StrictReplay;
using Xunit.Abstractions;

namespace MiniKafka.ClusterTests.Crashes;

/// <summary>
/// The sample's own program, killed at random moments: before it is up, while it recovers, queues and runs. More kills on
/// request: MINIKAFKA_KILLS.
/// </summary>
public sealed class DurableQueueTests(ITestOutputHelper output) : IDisposable
{
    private const int DefaultKills = 20;
    private readonly JudgedFolder _folder = new("queue");
    private readonly SortedDictionary<long, string> _queued = [];
    private readonly SortedDictionary<long, string> _started = [];
    private readonly SortedSet<long> _done = [];
    private readonly SortedSet<long> _cutShort = [];
    private long? _running;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task No_acknowledged_job_is_lost_and_none_is_run_again_after_its_completion_was_acknowledged()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("MINIKAFKA_KILLS"), out var wanted) ? wanted : DefaultKills;
        var seed = Environment.ProcessId;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var repeated = 0;
        for (var kill = 0; kill < kills; kill++)
        {
            var startedBefore = _started.Count;
            repeated += await LiveAndDieAsync(kill, random);
            output.WriteLine($"kill {kill}: {_queued.Count} queued, {_started.Count} started ({_started.Count - startedBefore} new), {_done.Count} done");
        }

        var doneBefore = _done.Count;
        await RunToTheEndAsync();
        output.WriteLine($"{kills} kills; {_queued.Count} jobs acknowledged, {doneBefore} done before the last start, {repeated} run again as their completion was not acknowledged");
        Assert.Empty(_queued.Keys.Except(_started.Keys));

        // A job that was being run when the kill came may have been committed just before it could be told.
        Assert.Empty(_queued.Keys.Except(_done).Except(_cutShort));
        Assert.True(_queued.Count > kills && doneBefore > kills, "The process was killed before it did anything to speak of.");
    }

    /// <summary>One life: gets some jobs, says some lines, is killed. Returns how many jobs it ran again.</summary>
    private async Task<int> LiveAndDieAsync(int life, Random random)
    {
        using var queue = new QueueProcess(_folder.FullName, readsInput: true);
        await queue.GiveAsync(Enumerable.Range(0, random.Next(1, 30)).Select(number => $"life {life} job {number}"));
        var repeated = 0;
        for (var lines = random.Next(5) == 0 ? 0 : random.Next(60); lines > 0 && Waiting(life) && await queue.HearAsync() is { } said; lines--)
        {
            repeated += Note(said);
        }

        queue.Kill();
        while (await queue.HearAsync() is { } saidBefore)
        {
            repeated += Note(saidBefore);
        }

        if (_running is { } cutShort)
        {
            _cutShort.Add(cutShort);
            _running = null;
        }

        return repeated;
    }

    /// <summary>Whether there is anything left that the process will say: it is silent once all is run.</summary>
    private bool Waiting(int life) => !_queued.ContainsValue($"life {life} job 0") || _queued.Keys.Any(job => !_started.ContainsKey(job));

    private async Task RunToTheEndAsync()
    {
        using var queue = new QueueProcess(_folder.FullName, readsInput: false);
        while (await queue.HearAsync() is { } said)
        {
            Note(said);
        }

        await queue.EndAsync();
        Assert.True(queue.ExitCode == 0, await queue.ComplaintsAsync());
    }

    private int Note((string What, long Job, string Text) said)
    {
        switch (said.What)
        {
            case "queued":
                _queued.Add(said.Job, said.Text);
                return 0;
            case "started":
                Assert.DoesNotContain(said.Job, _done);
                Assert.Equal(_queued.GetValueOrDefault(said.Job, said.Text), said.Text);
                _running = said.Job;
                return _started.TryAdd(said.Job, said.Text) ? 0 : 1;
            default:
                Assert.Equal("done", said.What);
                Assert.Equal(_running, said.Job);
                Assert.True(_done.Add(said.Job));
                _running = null;
                return 0;
        }
    }
}
