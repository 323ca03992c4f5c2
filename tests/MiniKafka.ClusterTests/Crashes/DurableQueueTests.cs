using System.Globalization;
using Campaigns;
using StrictReplay;
using Xunit.Abstractions;

namespace MiniKafka.ClusterTests.Crashes;

/// <summary>
/// The sample's own program, killed at random moments: before it is up, while it recovers, queues and runs. More kills on
/// request: MINIKAFKA_KILLS.
/// </summary>
public sealed class DurableQueueTests(ITestOutputHelper output) : IDisposable
{
    private const string Program = "DurableQueue";
    private const int DefaultKills = 10;
    private readonly JudgedFolder _folder = new("queue");
    private readonly SortedDictionary<long, string> _queued = [];
    private readonly SortedDictionary<long, string> _started = [];
    private readonly SortedSet<long> _done = [];
    private int _repeated;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task No_acknowledged_job_is_lost_and_each_has_one_result_whenever_the_program_is_killed()
    {
        var kills = int.TryParse(Environment.GetEnvironmentVariable("MINIKAFKA_KILLS"), out var wanted) ? wanted : DefaultKills;
        var seed = Environment.ProcessId;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var kill = 0; kill < kills; kill++)
        {
            await LiveAndDieAsync(kill, random);
            output.WriteLine($"kill {kill}: {_queued.Count} queued, {_started.Count} started, {Results().Count} done");
        }

        var doneBefore = Results().Count;
        await ShowsWhatWaitsAsync();
        await RunToTheEndAsync();
        var results = Results();
        output.WriteLine($"{kills} kills; {_queued.Count} jobs acknowledged, {doneBefore} done before the last start, {_repeated} run again as their result was not written, {results.Count} results");

        // A job that was not acknowledged may be there too.
        Assert.Equal(Enumerable.Range(0, results.Count).Select(job => (long)job), results.Select(result => result.Job));
        Assert.All(_queued, job => Assert.Equal(job.Value, results[(int)job.Key].Text));
        Assert.True(_queued.Count > kills && doneBefore > kills, "The process was killed before it did anything to speak of.");
    }

    /// <summary>One life: gets some jobs, says some lines, is killed.</summary>
    private async Task LiveAndDieAsync(int life, Random random)
    {
        using var queue = new SpeakingProgram(Program, _folder.FullName, "-");
        await queue.GiveAsync(Enumerable.Range(0, random.Next(1, 30)).Select(number => $"life {life} job {number}"));
        for (var lines = random.Next(5) == 0 ? 0 : random.Next(60); lines > 0 && Waiting(life) && await queue.HearAsync() is { } said; lines--)
        {
            Note(said);
        }

        queue.Kill();
        while (await queue.HearAsync() is { } saidBefore)
        {
            Note(saidBefore);
        }

        var done = Results().Select(result => result.Job).ToHashSet();
        Assert.Subset(done, _done);
        _done.UnionWith(done);
    }

    /// <summary>Whether there is anything left that the process will say: it is silent once all is run.</summary>
    private bool Waiting(int life) => !_queued.ContainsValue($"life {life} job 0") || _queued.Keys.Any(job => !_started.ContainsKey(job) && !_done.Contains(job));

    /// <summary>The jobs that wait begin behind the last result, and are counted.</summary>
    private async Task ShowsWhatWaitsAsync()
    {
        using var queue = new SpeakingProgram(Program, _folder.FullName, "--waiting");
        var said = await queue.HearAllAsync();
        Assert.Equal($"{said.Length - 1} waiting", said[0]);
        Assert.Equal(
            Enumerable.Range(Results().Count, said.Length - 1).Select(job => job.ToString(CultureInfo.InvariantCulture)),
            said.Skip(1).Select(line => line.Split(' ')[1]));
    }

    private async Task RunToTheEndAsync()
    {
        using var queue = new SpeakingProgram(Program, _folder.FullName);
        while (await queue.HearAsync() is { } said)
        {
            Note(said);
        }

        Assert.Empty(await queue.HearAllAsync());
    }

    private void Note((string What, long Job, string Text) said)
    {
        switch (said.What)
        {
            case "queued":
                _queued.Add(said.Job, said.Text);
                break;
            case "started":
                Assert.DoesNotContain(said.Job, _done);
                Assert.Equal(_queued.GetValueOrDefault(said.Job, said.Text), said.Text);
                _repeated += _started.TryAdd(said.Job, said.Text) ? 0 : 1;
                break;
            default:
                Assert.Equal("done", said.What);
                Assert.True(_done.Add(said.Job));
                break;
        }
    }

    /// <summary>The lines of results; the last one may have been cut short by the kill.</summary>
    private List<(long Job, string Text)> Results()
    {
        var file = Path.Combine(_folder.FullName, "results.txt");
        return File.Exists(file)
            ? [.. File.ReadAllText(file).Split('\n')[..^1].Select(line => line.Split('\t')).Select(parts => (long.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]))]
            : [];
    }
}
