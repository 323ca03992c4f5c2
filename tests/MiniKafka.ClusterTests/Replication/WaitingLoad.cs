using MiniKafka.Client;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>
/// One of each kind of what can wait in a cluster of three, and in a client of ours: for followers, for records, for other members of a group, for
/// whoever decides. It ends as the test says.
/// </summary>
internal sealed class WaitingLoad
{
    public const string Topic = "orders";
    public const int Leader = 0;
    private const int InitialDelayMs = 15_000;
    private const int LongMs = 30_000;
    private const int ShortMs = 2_000;
    private static readonly int[] Brokers = [0, 1, 2];

    private readonly VirtualCluster _cluster;
    private readonly Producer<string, string> _producer;
    private readonly int _timeoutMs;
    private readonly int _coordinator;
    private readonly List<Task> _waiting = [];
    private readonly List<(string Group, string Member)> _members = [];
    private SyncGroupRequest? _leaderSync;

    private WaitingLoad(VirtualCluster cluster, Producer<string, string> producer, int timeoutMs, int coordinator) =>
        (_cluster, _producer, _timeoutMs, _coordinator) = (cluster, producer, timeoutMs, coordinator);

    /// <summary>The configuration under which all of that waits.</summary>
    public static IEnumerable<(string Key, string Value)> Properties =>
    [
        ("offsets.topic.num.partitions", "1"),
        ("offsets.topic.replication.factor", "3"),
        ("offsets.retention.check.interval.ms", "10000"),
        ("offsets.commit.timeout.ms", $"{ShortMs}"),
        ("group.initial.rebalance.delay.ms", $"{InitialDelayMs}"),
        ("replica.fetch.wait.max.ms", "5000"),
        ("metadata.log.max.snapshot.interval.ms", "0"),

        // A session that is left stays until there is need of its place, which is as many objects as it says here.
        ("max.incremental.fetch.session.cache.slots", "0"),
    ];

    /// <summary>Everything waits from now on, brokers for each other too, whose links are cut.</summary>
    public static async Task<WaitingLoad> StartAsync(VirtualCluster cluster, Producer<string, string> producer, bool isPatient)
    {
        var load = new WaitingLoad(cluster, producer, isPatient ? LongMs : ShortMs, await CoordinatorAsync(cluster));
        await load.JoinAsync();
        await new PartitionClient(cluster, Topic).AppendAsync(Leader, "on all replicas, to be deleted");
        await cluster.DelayAsync(TimeSpan.FromSeconds(1));
        load.CutAll();
        load.Write();
        load.AskController();
        await cluster.DelayAsync(TimeSpan.FromSeconds(1));
        Assert.All(load._waiting, request => Assert.False(request.IsCompleted));
        return load;
    }

    /// <summary>Whoever is waited for comes.</summary>
    public async Task AnswerAsync()
    {
        Reunite();
        var answered = _cluster.CallAsync(_coordinator, _leaderSync!, newestVersion: 3, connection: 8);
        await new PartitionClient(_cluster, Topic).AppendAsync(Leader, "what a fetch waits for");
        await answered;
        await EndedAsync();
    }

    /// <summary>Nobody comes.</summary>
    public async Task TimeOutAsync()
    {
        await _cluster.DelayAsync(TimeSpan.FromSeconds(6));
        Reunite();
        await EndedAsync();
    }

    public async Task DisconnectAsync()
    {
        await _cluster.DisconnectAsync();
        await EndedAsync();
    }

    /// <summary>The members of the groups leave, and whoever else waits loses his connection.</summary>
    public async Task LeaveAsync()
    {
        foreach (var (group, member) in _members)
        {
            await _cluster.CallAsync(_coordinator, new LeaveGroupRequest { GroupId = group, MemberId = member }, newestVersion: 2, connection: 8);
        }

        await DisconnectAsync();
    }

    /// <summary>The leader of the partition, and the coordinator of the groups, stop.</summary>
    public Task StopBrokersAsync() => RestartAsync(_cluster.StopAsync);

    /// <summary>They crash.</summary>
    public Task KillBrokersAsync() => RestartAsync(_cluster.KillAsync);

    private async Task RestartAsync(Func<int, Task> end)
    {
        int[] ended = [.. new[] { Leader, _coordinator }.Distinct()];
        await Task.WhenAll(ended.Select(end));
        Reunite();
        await _cluster.StartTogetherAsync(ended);
        await EndedAsync();
    }

    /// <summary>Everything has ended, however, and everybody is at his place again.</summary>
    private async Task EndedAsync()
    {
        foreach (var request in _waiting)
        {
            _ = await Record.ExceptionAsync(() => request);
        }

        Reunite();
        await _cluster.DisconnectAsync();
        await _cluster.SeenAsync(Topic, partition => partition.Isr.Length == Brokers.Length);
        await new PartitionClient(_cluster, Topic).ElectAsync(1, kind: 0);
        await _cluster.SeenAsync(Topic, partition => partition.Leader == Leader && partition.Isr.Length == Brokers.Length);

        // Members that nobody hears of any more are dropped, and then their groups.
        await _cluster.DelayAsync(TimeSpan.FromMilliseconds(3 * LongMs));
        await _cluster.DisconnectAsync();
    }

    /// <summary>A member that waits for more to come, and one that waits for what the leader of its group decides.</summary>
    private async Task JoinAsync()
    {
        var (first, second) = (JoinAsync("syncing", 4), JoinAsync("syncing", 5));
        JoinGroupResponse[] joined = [await first, await second];
        var (leader, other) = joined[0].Leader == joined[0].MemberId ? (joined[0], joined[1]) : (joined[1], joined[0]);
        _members.AddRange(joined.Select(member => ("syncing", member.MemberId)));
        _leaderSync = Sync(leader);
        _waiting.Add(_cluster.CallAsync(_coordinator, Sync(other), newestVersion: 3, connection: 5));
        _waiting.Add(JoinAsync("joining", 3));

        SyncGroupRequest Sync(JoinGroupResponse member) => new() { GroupId = "syncing", MemberId = member.MemberId, GenerationId = member.GenerationId };
    }

    private Task<JoinGroupResponse> JoinAsync(string group, int connection) => _cluster.CallAsync(
        _coordinator,
        new JoinGroupRequest
        {
            GroupId = group, ProtocolType = "consumer", SessionTimeoutMs = LongMs, RebalanceTimeoutMs = 2 * _timeoutMs, Protocols = [new() { Name = "range", Metadata = [1] }],
        },
        newestVersion: 3,
        connection);

    /// <summary>What waits for followers, and a fetch that waits for a record.</summary>
    private void Write()
    {
        var end = _cluster.LogOf(Leader, Topic).LogEndOffset;
        _waiting.Add(new PartitionClient(_cluster, Topic).ProduceAsync(Leader, "on the leader alone", timeoutMs: _timeoutMs));
        _waiting.Add(_producer.ProduceAsync(Topic, "by a producer", "of ours"));
        _waiting.Add(_cluster.CallAsync(
            Leader,
            new FetchRequest { MinBytes = 1, MaxWaitMs = _timeoutMs, Topics = [new() { Topic = Topic, Partitions = [new() { FetchOffset = end, PartitionMaxBytes = 1_000 }] }] },
            newestVersion: 12,
            connection: 1));
        _waiting.Add(_cluster.CallAsync(
            Leader, new DeleteRecordsRequest { TimeoutMs = _timeoutMs, Topics = [new() { Name = Topic, Partitions = [new() { PartitionIndex = 0, Offset = end }] }] }, connection: 2));
        _waiting.Add(_cluster.CallAsync(
            _coordinator,
            new OffsetCommitRequest
            {
                GroupId = "committing", GenerationIdOrMemberEpoch = -1, MemberId = "", Topics = [new() { Name = Topic, Partitions = [new() { CommittedOffset = end }] }],
            },
            newestVersion: 9,
            connection: 6));
    }

    /// <summary>What a controller would have to decide that cannot be reached.</summary>
    private void AskController()
    {
        var asked = new[] { _coordinator, Leader, 1 }.First(broker => broker != _cluster.Controller);
        _waiting.Add(_cluster.CallAsync(
            asked, new ElectLeadersRequest { TimeoutMs = _timeoutMs, TopicPartitions = [new() { Topic = Topic, Partitions = [0] }] }, connection: 7));
    }

    private void CutAll() => Array.ForEach(Brokers, _cluster.CutOff);

    private void Reunite() => Array.ForEach(Brokers, _cluster.Heal);

    private static async Task<int> CoordinatorAsync(VirtualCluster cluster)
    {
        while (true)
        {
            var found = (await cluster.CallAsync(1, new FindCoordinatorRequest { CoordinatorKeys = ["joining"] })).Coordinators[0];
            if (found.ErrorCode == ErrorCode.None)
            {
                // It may be loading what the groups left.
                await cluster.DelayAsync(TimeSpan.FromSeconds(5));
                return found.NodeId;
            }

            await cluster.DelayAsync(TimeSpan.FromMilliseconds(100));
        }
    }
}
