using MiniKafka.ClusterTests.Campaign.World;
using MiniKafka.Coordination;
using MiniKafka.Coordination.Groups;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;
using MiniKafka.Records;

namespace MiniKafka.ClusterTests.Campaign.Judging;

/// <summary>
/// What the offsets topic's only partition says is committed, and what clients were told of it. Every offset is committed by one request, so
/// that it tells where in the log it stands; what is told must stand there, and never before what was told earlier. Only who was asked while a
/// broker acted that had not heard of its successor may have heard from that one, which knows no better.
/// </summary>
internal sealed class OffsetHistory
{
    private const long Nothing = -1;

    private readonly SortedDictionary<long, long> _positions = [];
    private readonly SortedDictionary<string, (string Topic, Uuid TopicId)> _remembered = new(StringComparer.Ordinal);
    private readonly Func<long> _now;
    private long _toldUpTo = Nothing;
    private long _formerLeaderActed = Nothing;
    private int _newestEpoch;

    /// <param name="name">The partition.</param>
    /// <param name="now">Counts the steps of the simulation.</param>
    public OffsetHistory(string name, Func<long> now)
    {
        _now = now;
        Log = new LogHistory(name) { Joined = Read };
    }

    public LogHistory Log { get; }

    /// <summary>A client asks, or commits.</summary>
    public Question Ask() => new(_toldUpTo, _now());

    /// <summary>A broker that leads the partition, or takes itself for the one that does, did something.</summary>
    public void LeaderActed(int epoch)
    {
        _newestEpoch = Math.Max(_newestEpoch, epoch);
        _formerLeaderActed = epoch < _newestEpoch ? _now() : _formerLeaderActed;
    }

    /// <summary>A client heard that the group's offset is this one, or that its commit of it is acknowledged.</summary>
    /// <param name="offset">The offset; null when the group was said to have none.</param>
    /// <param name="question">What it had asked.</param>
    public void Told(long? offset, Question question)
    {
        var position = Nothing;
        Referee.Check(
            offset is not { } told || _positions.TryGetValue(told, out position),
            $"A client was told that offset {offset} is committed, which {Log.Name} does not say as far as it is committed itself.");
        Referee.Check(
            position >= question.ToldBefore || _formerLeaderActed >= question.Step,
            $"A client was told that offset {offset} is committed, which {Log.Name} says at {position}, after somebody had been told what it says at {question.ToldBefore}.");
        _toldUpTo = Math.Max(_toldUpTo, position);
    }

    /// <summary>What is remembered of a topic that is gone, whose name another one may bear; null when there is nothing of that.</summary>
    public string? OfLostTopic(ClusterImage image) => _remembered
        .Where(offset => !image.Topics.TryGetValue(offset.Value.Topic, out var topic) || topic.Id != offset.Value.TopicId)
        .Select(offset => $"the offset of {offset.Key} is remembered, though the topic {offset.Value.TopicId} is gone")
        .FirstOrDefault();

    /// <summary>Where the latest stood that anybody had been told when a question was asked, and at which step that was.</summary>
    internal readonly record struct Question(long ToldBefore, long Step);

    private void Read(RecordBatchView batch)
    {
        var records = new RecordReader(batch.RecordBytes, batch.RecordCount);
        while (records.MoveNext())
        {
            var record = new CoordinatorRecord(records.Current.Key.ToArray()!, records.Current.Value.ToArray());
            if (GroupRecords.Read(record) is (OffsetCommitKey key, var value))
            {
                Remember(key, value as OffsetCommitValue, batch.BaseOffset + records.Current.OffsetDelta);
            }
        }
    }

    private void Remember(OffsetCommitKey key, OffsetCommitValue? committed, long position)
    {
        var name = $"{key.Group} for {key.Topic}-{key.Partition}";
        if (committed is null)
        {
            _remembered.Remove(name);
            return;
        }

        _remembered[name] = (key.Topic, committed.TopicId);
        if (key.Topic == SimulatedCluster.Topic)
        {
            _positions[committed.Offset] = position;
        }
    }
}
