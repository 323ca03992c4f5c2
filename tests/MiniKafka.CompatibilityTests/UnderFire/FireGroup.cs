using MiniKafka.CompatibilityTests.Clients;
using MiniKafka.CompatibilityTests.Groups;

namespace MiniKafka.CompatibilityTests.UnderFire;

using Confluent.Kafka;

/// <summary>
/// Two members on Confluent.Kafka and one on confluent_kafka for Python that share a topic, whatever happens to the brokers.
/// Now and then one of the two leaves and another comes.
/// </summary>
internal sealed class FireGroup : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly string _bootstrapServers;
    private readonly string _topic;
    private readonly string _group;
    private readonly string[] _settings = ["session.timeout.ms=6000", "heartbeat.interval.ms=300", "partition.assignment.strategy=range"];
    private readonly ProcessMember _python;
    private readonly List<CommittingMember> _committing = [];
    private readonly List<CommittingMember> _gone = [];

    public FireGroup(string bootstrapServers, string topic, string group)
    {
        (_bootstrapServers, _topic, _group) = (bootstrapServers, topic, group);
        _committing.AddRange(Join(), Join());
        _python = ProcessMember.StartScript(
            ExternalClient.ConfluentKafkaForPython.Program,
            TestFiles.PythonScript("confluent_kafka_member.py"),
            [bootstrapServers, topic, group, "auto.commit.interval.ms=200", "debug=cgrp", .. _settings]);
    }

    /// <summary>How often the members' shares changed.</summary>
    public int Rebalances => Members.Sum(member => member.Changes);

    public int Commits => Committing.Sum(member => member.Commits);

    /// <summary>Members that left, each replaced by another.</summary>
    public int Replaced => _gone.Count;

    private IEnumerable<CommittingMember> Committing => _gone.Concat(_committing);

    private IEnumerable<GroupMember> Members => [.. Committing, _python];

    /// <summary>Replaces a member every few seconds, until it is cancelled.</summary>
    public async Task ChangeMembersAsync(Random random, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(random.Next(1000, 6000), stopping).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            var leaving = _committing[0];
            await leaving.StopAsync();
            _gone.Add(leaving);
            _committing.RemoveAt(0);
            _committing.Add(Join());
        }
    }

    /// <summary>Waits until the members own everything between them.</summary>
    public Task AllOwnedAsync(int partitions) => EventuallyAsync(
        () => Members.All(member => member.Owned.Count > 0) && Members.SelectMany(member => member.Owned).Distinct().Count() == partitions,
        () => $"the members own {string.Join("; ", Members.Select(member => string.Join(',', member.Owned)))}");

    /// <summary>Waits until every record below these offsets was read by somebody.</summary>
    public Task AllReadAsync(IReadOnlyDictionary<int, long> ends)
    {
        var total = ends.Values.Sum();
        return EventuallyAsync(() => CountRead() == total, () => $"{CountRead()} of {total} records were read");
    }

    /// <summary>The group's offsets are the ends: the next member has nothing to read.</summary>
    public void AssertCommitted(IReadOnlyDictionary<int, long> ends)
    {
        using var consumer = ConfluentClients.Consumer(_bootstrapServers, config => config.GroupId = _group);
        var committed = consumer.Committed(ends.Keys.Select(partition => new TopicPartition(_topic, partition)), TimeSpan.FromSeconds(30));
        Assert.Equal(ends, committed.ToDictionary(partition => partition.Partition.Value, partition => partition.Offset.Value));
    }

    public async Task StopAsync()
    {
        foreach (var member in _committing.Cast<GroupMember>().Append(_python))
        {
            await member.StopAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in Members)
        {
            await member.DisposeAsync();
        }
    }

    public override string ToString() =>
        $"members replaced {Replaced}, rebalances {Rebalances}, commits {Commits} and {Committing.Sum(member => member.FailedCommits)} failed, complaints [{string.Join("; ", Committing.SelectMany(member => member.Complaints).CountBy(complaint => complaint).Select(pair => $"{pair.Value} x {pair.Key}"))}], read {Members.Sum(member => member.Records.Count)} ({CountRead()} different)";

    private CommittingMember Join() => new(
        _bootstrapServers, _topic, _group, _settings.Select(setting => setting.Split('=')).Select(pair => KeyValuePair.Create(pair[0], pair[1])));

    private int CountRead() => Members.SelectMany(member => member.Records).Distinct().Count();

    private async Task EventuallyAsync(Func<bool> holds, Func<string> instead)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!holds())
        {
            try
            {
                await look.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"After {Patience} {instead()}. The members said: {string.Join("; ", Members)}");
            }
        }
    }
}
