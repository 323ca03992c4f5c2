using System.Buffers;
using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Network;
using MiniKafka.Records;
using MiniKafka.Replication;
using MiniKafka.Runtime;
using MiniKafka.Runtime.Simulation;
using MiniKafka.Storage.Logs;
using MiniKafka.Tests.Metadata;
using MiniKafka.Tests.Records;

namespace MiniKafka.Tests.Replication;

/// <summary>
/// Brokers that replicate one partition in virtual time, the real controller beside them, and links that delay, break and lose answers. What was
/// acknowledged by all is remembered and looked for at the end.
/// </summary>
internal sealed class ReplicationSimulation
{
    public const string Topic = "t";
    public const long MaxLagMs = 2_000;
    public const int MinInSyncReplicas = 2;

    private readonly Random _random;
    private readonly TestCluster _cluster;
    private readonly SortedSet<(int From, int To)> _cuts = [];
    private readonly SortedDictionary<int, int> _leaderOfEpoch = [];
    private readonly SortedDictionary<long, string> _acknowledged = [];
    private readonly List<SimulatedBroker> _brokers = [];
    private readonly EventLoop _metadata;
    private int _lastValue;
    private int _published;

    public ReplicationSimulation(SimulatedLoopHost host, int seed, int brokers, Sabotage sabotage = Sabotage.None)
    {
        Host = host;
        Sabotage = sabotage;
        _random = new Random(seed);
        _metadata = host.CreateLoop("metadata");
        _cluster = new TestCluster(brokers, $"min.insync.replicas={MinInSyncReplicas}", seed: seed);
        _brokers.AddRange(Enumerable.Range(1, brokers).Select(id => new SimulatedBroker(this, id)));
    }

    public SimulatedLoopHost Host { get; }

    public Sabotage Sabotage { get; }

    public IReadOnlyList<SimulatedBroker> Brokers => _brokers;

    public IReadOnlyDictionary<long, string> Acknowledged => _acknowledged;

    public PartitionImage Committed => _cluster.Partition(Topic);

    public int Elections => _leaderOfEpoch.Count;

    public int Shrinks { get; private set; }

    public SimulatedBroker Broker(int id) => _brokers[id - 1];

    public SimulatedBroker? Leader => Committed.HasLeader && Broker(Committed.Leader) is { IsAlive: true } leader ? leader : null;

    public Task StartAsync()
    {
        _cluster.Create(Topic, 1, (short)Math.Min(3, _brokers.Count), configs: ("min.insync.replicas", MinInSyncReplicas.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return PublishAsync(immediately: true);
    }

    public Task DelayAsync(int milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), Host.Clock);

    public void Cut(int from, int to) => _cuts.Add((from, to));

    public void Heal() => _cuts.Clear();

    /// <summary>Calls another broker; fails when either is gone, or the way there or back is cut then.</summary>
    public async Task<T> CallAsync<T>(SimulatedBroker from, int to, Func<SimulatedBroker, Task<T>> call)
    {
        var (caller, target) = (from.Incarnation, Broker(to));
        var callee = target.Incarnation;
        await TravelAsync(from.Id, to);
        if (!target.IsAlive || target.Incarnation != callee)
        {
            throw new ConnectionClosedException($"broker {to} is gone");
        }

        while (target.IsPaused || from.IsPaused)
        {
            await DelayAsync(20);
        }

        var answer = target.Loop.InvokeAsync(() => call(target));
        await Task.WhenAny(answer, target.Gone);
        if (!target.IsAlive || target.Incarnation != callee)
        {
            throw new ConnectionClosedException($"broker {to} is gone");
        }

        await TravelAsync(to, from.Id);
        return from.IsAlive && from.Incarnation == caller ? await answer : throw new ConnectionClosedException("the caller is gone");
    }

    /// <summary>Takes a change of the in-sync set to the controller; the answer may get lost.</summary>
    public async Task<IsrAnswer> ProposeAsync(SimulatedBroker from, IsrChange change)
    {
        await TravelAsync(from.Id, 0);
        var proposal = new IsrProposal(
            change.Partition.TopicId, 0, change.LeaderEpoch, change.PartitionEpoch, [.. change.InSyncReplicas.Select(member => new IsrMember(member.BrokerId, member.BrokerEpoch))]);
        var size = Committed.Isr.Length;
        var (outcome, decisions) = _cluster.Do(_cluster.Controller.InSyncReplicas.Alter(_cluster.Image, from.Id, from.Image.Brokers.GetValueOrDefault(from.Id)?.Epoch ?? -1, [proposal]));
        Shrinks += Committed.Isr.Length < size ? 1 : 0;
        await PublishAsync(immediately: false);
        await TravelAsync(0, from.Id);
        if (_random.Next(10) == 0)
        {
            throw new ConnectionClosedException("the answer got lost");
        }

        return outcome.IsSuccess
            ? new IsrAnswer(decisions[0].Code, decisions[0].Partition?.PartitionEpoch ?? -1, decisions[0].Partition?.Isr ?? [])
            : throw new KafkaException(outcome.Code, "refused");
    }

    /// <summary>Sends one record to the leader, as a client does that waits for all in-sync replicas.</summary>
    public async Task<ErrorCode> ProduceAsync(Acks acks = Acks.All, int timeoutMs = 1_000)
    {
        if (Leader is not { Partition: { } partition, IsPaused: false } leader)
        {
            return ErrorCode.LeaderNotAvailable;
        }

        var value = $"value-{++_lastValue}";
        var gone = leader.Gone;
        var outcomes = leader.Loop.InvokeAsync(() => leader.Replicas.AppendAsync(
            new AppendParameters(acks, TimeSpan.FromMilliseconds(timeoutMs)),
            [new AppendRequest(partition.Id, new MiniKafka.Runtime.Buffers.SharedBytes(TestBatches.WithValues(value)))],
            CancellationToken.None).AsTask());
        await Task.WhenAny(outcomes, gone);
        if (!outcomes.IsCompletedSuccessfully)
        {
            return ErrorCode.NetworkException;
        }

        var result = (await outcomes)[0].Result;
        if (result.IsSuccess && acks == Acks.All)
        {
            _acknowledged.Add(result.BaseOffset, value);
        }

        return result.Error;
    }

    public async Task KillAsync(int id, bool losesDisk = false)
    {
        await Broker(id).KillAsync(losesDisk);
        await DelayAsync(_random.Next(5, 50));
        _cluster.Fence(id);
        await PublishAsync(immediately: false);
    }

    public async Task RestartAsync(int id)
    {
        Broker(id).Boot();
        _cluster.Register(id);
        await PublishAsync(immediately: false);
        await DelayAsync(_random.Next(1, 20));
        _cluster.Unfence(id);
        await PublishAsync(immediately: false);
    }

    /// <summary>Everybody up, every link whole: waits until all replicas are in sync and agree.</summary>
    public async Task SettleAsync()
    {
        Heal();
        foreach (var broker in _brokers)
        {
            broker.IsPaused = false;
            if (!broker.IsAlive)
            {
                await RestartAsync(broker.Id);
            }
        }

        for (var i = 0; i < 600 && !IsSettled; i++)
        {
            await DelayAsync(100);
            if (!Committed.HasLeader)
            {
                _cluster.Do(_cluster.Controller.Elections.FindMissing(_cluster.Image));
                await PublishAsync(immediately: true);
            }
        }

        Assert.True(IsSettled, $"not settled: {Committed}; ends {string.Join(", ", _brokers.Select(broker => $"{broker.Id}: {broker.Partition?.Log.LogEndOffset} hw {broker.Partition?.Log.HighWatermark}"))}");
    }

    /// <summary>Invariants that hold at any moment.</summary>
    public void AssertInvariants()
    {
        foreach (var broker in _brokers.Where(broker => broker.IsAlive))
        {
            broker.AssertHighWatermarkDoesNotFall();
            if (broker.Partition is { IsLeader: true } leader)
            {
                Assert.True(!_leaderOfEpoch.TryGetValue(leader.State.LeaderEpoch, out var known) || known == broker.Id, $"two leaders in epoch {leader.State.LeaderEpoch}");
                _leaderOfEpoch[leader.State.LeaderEpoch] = broker.Id;
            }
        }

        var replicas = _brokers.Where(broker => broker is { IsAlive: true, Partition: not null }).Select(broker => broker.Partition!.Log).ToList();
        foreach (var other in replicas.Skip(1))
        {
            var common = Math.Min(replicas[0].HighWatermark, other.HighWatermark);
            Assert.True(Values(replicas[0], common).SequenceEqual(Values(other, common)), $"replicas differ below {common}");
        }
    }

    /// <summary>Nothing acknowledged is lost, changed or repeated, on any replica.</summary>
    public void AssertNothingIsLost()
    {
        foreach (var replica in Committed.Replicas)
        {
            var values = Values(Broker(replica).Partition!.Log, long.MaxValue);
            Assert.Equal(values.Count, values.Values.Distinct(StringComparer.Ordinal).Count());
            foreach (var (offset, value) in _acknowledged)
            {
                Assert.True(values.TryGetValue(offset, out var found) && found == value, $"broker {replica}: {value} was acknowledged at {offset}, there is {found ?? "nothing"}");
            }
        }
    }

    private bool IsSettled => Committed.HasLeader && Committed.Isr.Length == Committed.Replicas.Length
        && Committed.Replicas.Select(replica => Broker(replica).Partition?.Log).All(log => log is not null && log.HighWatermark == log.LogEndOffset && log.LogEndOffset == Leader!.Partition!.Log.LogEndOffset);

    private static SortedDictionary<long, string> Values(PartitionLog log, long below)
    {
        var values = new SortedDictionary<long, string>();
        var read = log.Read(log.LogStartOffset, int.MaxValue, LogReadBound.LogEnd, minOneMessage: true);
        var batches = new RecordBatchIterator(read.Records.Sequence.ToArray());
        while (batches.MoveNext())
        {
            var batch = batches.Current;
            var records = new RecordReader(batch.RecordBytes, batch.RecordCount);
            while (records.MoveNext() && batch.BaseOffset + records.Current.OffsetDelta < below)
            {
                values.Add(batch.BaseOffset + records.Current.OffsetDelta, System.Text.Encoding.UTF8.GetString(records.Current.Value.Span));
            }
        }

        read.Records.Release();
        return values;
    }

    private async Task TravelAsync(int from, int to)
    {
        await DelayAsync(_random.Next(0, 4));
        if (_cuts.Contains((from, to)))
        {
            await DelayAsync(200);
            throw new ConnectionClosedException($"the way from {from} to {to} is cut");
        }
    }

    /// <summary>Tells every broker the metadata as it is now, sooner or later; what comes late is skipped.</summary>
    private async Task PublishAsync(bool immediately)
    {
        var (image, number) = (_cluster.Image, ++_published);
        foreach (var broker in _brokers.Where(broker => broker.IsAlive).ToList())
        {
            var (incarnation, delay) = (broker.Incarnation, immediately ? 0 : _random.Next(0, 5));
            _metadata.Start(async () =>
            {
                await DelayAsync(delay);
                while (broker.IsPaused)
                {
                    await DelayAsync(20);
                }

                if (broker.IsAlive && broker.Incarnation == incarnation)
                {
                    broker.Loop.TryPost(_ => broker.Publish(image, number), null);
                }
            });
        }

        await DelayAsync(0);
    }
}
