using MiniKafka.Model;
using MiniKafka.Protocol.Persisted;

namespace StrictReplay;

/// <summary>One partition as the records before left it, and what the next one presupposes.</summary>
internal sealed class StrictPartition
{
    private const int NoLeader = -1;
    private const int LeaderStays = -2;

    private readonly string _name;
    private List<int> _replicas = [];
    private List<int> _isr = [];
    private List<int> _removing = [];
    private List<int> _adding = [];
    private List<int> _eligible = [];
    private List<int> _lastKnown = [];
    private List<Uuid> _directories = [];
    private int _leaderEpoch;
    private int _partitionEpoch;
    private sbyte _recovery;

    public StrictPartition(string name, PartitionRecord record, bool isNew)
    {
        _name = name;
        Need.That(record.LeaderEpoch >= 0 && record.PartitionEpoch >= 0, $"{name} has the epochs {record.LeaderEpoch} and {record.PartitionEpoch}");
        Need.That(!isNew || (record.LeaderEpoch == 0 && record.PartitionEpoch == 0), $"the new {name} begins with the epochs {record.LeaderEpoch} and {record.PartitionEpoch}");
        (_replicas, _isr, _removing, _adding) = (record.Replicas, record.Isr, record.RemovingReplicas, record.AddingReplicas);
        (_eligible, _lastKnown, _directories) = (record.EligibleLeaderReplicas ?? [], record.LastKnownElr ?? [], record.Directories);
        (Leader, _leaderEpoch, _partitionEpoch, _recovery) = (record.Leader, record.LeaderEpoch, record.PartitionEpoch, record.LeaderRecoveryState);
        Check();
    }

    public int Leader { get; private set; }

    public void Change(PartitionChangeRecord record)
    {
        Need.That(record.Leader >= LeaderStays, $"{_name} gets the leader {record.Leader}");
        Need.That(record.LeaderRecoveryState is >= -1 and <= 1, $"{_name} gets the recovery state {record.LeaderRecoveryState}");
        Need.That(record.Directories is null || record.Directories.Count == (record.Replicas ?? _replicas).Count, $"{_name} gets as many directories as it has no replicas");
        Need.That(record.Replicas is null || record.Directories is not null || _directories.Count == 0, $"{_name} gets other replicas without their directories");
        Need.That(!IsEmpty(record), $"{_name} is changed in nothing");
        _replicas = record.Replicas ?? _replicas;
        _isr = record.Isr ?? _isr;
        _removing = record.RemovingReplicas ?? _removing;
        _adding = record.AddingReplicas ?? _adding;
        _eligible = record.EligibleLeaderReplicas ?? _eligible;
        _lastKnown = record.LastKnownElr ?? _lastKnown;
        _directories = record.Directories ?? _directories;
        _recovery = record.LeaderRecoveryState >= 0 ? record.LeaderRecoveryState : _recovery;
        _partitionEpoch++;
        if (record.Leader != LeaderStays)
        {
            Leader = record.Leader;
            _leaderEpoch++;
        }

        Check();
    }

    public void ClearEligible() => (_eligible, _lastKnown) = ([], []);

    public override string ToString() =>
        $"{_name}: [{string.Join(' ', _replicas)}] [{string.Join(' ', _isr)}] leader {Leader}, epochs {_leaderEpoch} {_partitionEpoch}, recovery {_recovery},"
        + $" -[{string.Join(' ', _removing)}] +[{string.Join(' ', _adding)}] eligible [{string.Join(' ', _eligible)}] [{string.Join(' ', _lastKnown)}] in [{string.Join(' ', _directories)}]";

    private void Check()
    {
        Need.That(_replicas.Count > 0 && _replicas.Distinct().Count() == _replicas.Count && _replicas.TrueForAll(replica => replica >= 0), $"these are no replicas: {this}");
        Need.That(_directories.Count == 0 || _directories.Count == _replicas.Count, $"these are not the directories of its replicas: {this}");
        Need.That(!_isr.Except(_replicas).Any() && _isr.Distinct().Count() == _isr.Count, $"the ISR is not of its replicas: {this}");
        Need.That(!_eligible.Except(_replicas).Any() && !_eligible.Intersect(_isr).Any(), $"the eligible leaders are in the ISR or no replicas: {this}");
        Need.That(!_adding.Except(_replicas).Any() && !_removing.Except(_replicas).Any(), $"what is added or removed is no replica: {this}");
        Need.That(Leader == NoLeader || _isr.Contains(Leader), $"the leader is not in the ISR: {this}");
    }

    private static bool IsEmpty(PartitionChangeRecord record) => record is
    {
        Isr: null, Leader: LeaderStays, Replicas: null, RemovingReplicas: null, AddingReplicas: null, LeaderRecoveryState: < 0, Directories: null,
        EligibleLeaderReplicas: null, LastKnownElr: null,
    };
}
