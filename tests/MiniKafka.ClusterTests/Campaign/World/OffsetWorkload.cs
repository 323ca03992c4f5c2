using MiniKafka.Client;
using MiniKafka.ClusterTests.Campaign.Judging;
using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Campaign.World;

/// <summary>A group without members: one client commits one offset after the other for it, another asks again and again which one is committed.</summary>
internal sealed class OffsetWorkload
{
    private const string Group = "billing";
    private static readonly TopicPartition Partition = new(SimulatedCluster.Topic, 0);

    private readonly SimulatedCluster _cluster;
    private readonly Random _random;
    private readonly AdminClient _committer;
    private readonly AdminClient _asker;
    private long _lastOffset;
    private bool _isOver;

    public OffsetWorkload(SimulatedCluster cluster)
    {
        _cluster = cluster;
        _random = cluster.Host.CreateRandom("offsets");
        (_committer, _asker) = (cluster.CreateAdmin(), cluster.CreateAdmin());
    }

    private OffsetHistory Offsets => _cluster.Referee.Offsets;

    private Totals Totals => _cluster.Referee.Totals;

    public async Task RunAsync()
    {
        var asking = RepeatAsync(AskAsync);
        await RepeatAsync(CommitAsync);
        await asking;
    }

    public void Stop() => _isOver = true;

    public async Task CloseAsync()
    {
        await _committer.DisposeAsync();
        await _asker.DisposeAsync();
    }

    private async Task RepeatAsync(Func<Task> work)
    {
        while (!_isOver)
        {
            try
            {
                await work();
            }
            catch (KafkaException)
            {
                // Nobody answered in time.
            }
            catch (RuleBrokenException broken)
            {
                _cluster.Referee.Report(broken);
            }

            await _cluster.DelayAsync(_random.Next(50, 600));
        }
    }

    private async Task CommitAsync()
    {
        var (offset, question) = (++_lastOffset, Offsets.Ask());
        await _committer.AlterGroupOffsetsAsync(Group, [new TopicPartitionOffset(Partition, offset)]);
        Totals.OffsetsCommitted++;
        Offsets.Told(offset, question);
    }

    private async Task AskAsync()
    {
        var question = Offsets.Ask();
        var offsets = await _asker.ListGroupOffsetsAsync(Group);
        Offsets.Told(offsets.TryGetValue(Partition, out var told) ? told.Offset : null, question);
    }
}
