namespace MiniKafka.LoadTest.Peers;

/// <summary>The subjects of one run, the peer they are compared with last.</summary>
internal sealed class Subjects : IAsyncDisposable
{
    private readonly List<ISubject> _all = [];

    public IReadOnlyList<ISubject> All => _all;

    /// <summary>MiniKafka, or the Kafka that --bootstrap names, and the mock cluster.</summary>
    public static async Task<Subjects> StartAsync(ScenarioOptions options)
    {
        var subjects = new Subjects();
        subjects._all.Add(options.Text("bootstrap", string.Empty) is { Length: > 0 } bootstrap
            ? new RunningSubject("other", bootstrap)
            : await MiniKafkaSubject.StartAsync());
        subjects._all.Add(new MockSubject());
        return subjects;
    }

    public List<(string Subject, List<double> Runs)> NewResults() => [.. _all.Select(subject => (subject.Name, new List<double>()))];

    public async ValueTask DisposeAsync()
    {
        foreach (var subject in _all)
        {
            await subject.DisposeAsync();
        }
    }
}
