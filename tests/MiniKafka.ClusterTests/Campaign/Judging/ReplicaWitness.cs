using MiniKafka.ClusterTests.Campaign.World;
using MiniKafka.Replication;
using MiniKafka.Storage.Logs;

namespace MiniKafka.ClusterTests.Campaign.Judging;

/// <summary>Keeps in mind what one replica of a partition has shown since its broker started.</summary>
internal sealed class ReplicaWitness(Referee referee, SimulatedNode node, Partition partition)
{
    private readonly LogHistory _history = referee.LogOf(partition.Id.TopicPartition);
    private PartitionState? _state;
    private long _highWatermark = partition.Log.HighWatermark;
    private long _endOffset = partition.Log.LogEndOffset;
    private long _matched;

    public Partition Partition => partition;

    public bool LeadsUnacknowledged => partition.IsLeader && partition.Log.LogEndOffset > partition.Log.HighWatermark;

    public void Look()
    {
        var log = partition.Log;
        if (log.HighWatermark != _highWatermark || log.LogEndOffset != _endOffset)
        {
            LookAtLog(log);
        }

        if (!ReferenceEquals(partition.State, _state))
        {
            LookAtState(partition.State);
        }

        if (_matched < _highWatermark)
        {
            Match(_highWatermark);
        }

        if (partition.IsLeader && _history == referee.Offsets.Log)
        {
            referee.Offsets.LeaderActed(partition.State.LeaderEpoch);
        }
    }

    private void LookAtLog(PartitionLog log)
    {
        var (highWatermark, endOffset) = (log.HighWatermark, log.LogEndOffset);
        if (endOffset < _endOffset)
        {
            referee.Totals.Truncations++;
            referee.Detail?.Invoke($"broker {node.Id} cuts {partition.Id.TopicPartition} from {_endOffset} to {endOffset}, it knew {_matched} to be committed");
            Referee.Check(
                endOffset >= Math.Min(_matched, _history.End),
                $"Broker {node.Id} cut {partition.Id} from {_endOffset} to {endOffset}, though it had everything committed up to {_matched}.");
        }

        Referee.Check(highWatermark >= _highWatermark, $"The high watermark of {partition.Id} on broker {node.Id} fell from {_highWatermark} to {highWatermark}.");
        Referee.Check(highWatermark <= endOffset, $"The high watermark {highWatermark} of {partition.Id} on broker {node.Id} lies beyond its end {endOffset}.");
        if (endOffset > _endOffset && log.Size == 0 && _history != referee.Offsets.Log)
        {
            referee.HistoryOf(partition.Id.TopicPartition).BeganAnew(endOffset);
        }

        (_highWatermark, _endOffset) = (highWatermark, endOffset);
    }

    private void LookAtState(PartitionState state)
    {
        Referee.Check(
            _state is null || state.LeaderEpoch >= _state.LeaderEpoch,
            $"The leader epoch of {partition.Id} on broker {node.Id} fell from {_state?.LeaderEpoch} to {state.LeaderEpoch}.");
        _state = state;
        if (partition.IsLeader && referee.Leads(node.Id, partition.Id.TopicPartition, state.LeaderEpoch))
        {
            var needed = _history.Elected(state.LeaderEpoch);
            Referee.Check(
                _endOffset >= needed,
                $"Broker {node.Id} was elected for {partition.Id} in epoch {state.LeaderEpoch} with a log that ends at {_endOffset}, before {needed}, up to which all was committed.");
            Match(needed);
        }
    }

    private void Match(long to)
    {
        if (partition.Log.Jobs.StopsService)
        {
            // Somebody holds a file in the middle of a cut: it is looked at when that is done.
            return;
        }

        // What retention took was compared as it was committed.
        _matched = Math.Max(_matched, partition.Log.LogStartOffset);
        while (_matched < to)
        {
            var read = partition.Log.Read(_matched, int.MaxValue, LogReadBound.LogEnd, minOneMessage: true);
            var matched = _history.Match(read.Records.ToContiguous().Span, _matched, to, $"broker {node.Id}");
            read.Records.Release();
            Referee.Check(matched > _matched, $"{partition.Id} on broker {node.Id} is committed up to {to}, but can be read only up to {_matched} ({read.Error}).");
            _matched = matched;
        }
    }
}
