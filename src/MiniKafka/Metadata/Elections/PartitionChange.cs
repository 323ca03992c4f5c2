using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Metadata.Elections;

/// <summary>
/// Works out the record that takes one partition from what it is to what it should be, a new leader included where one is needed. Used once.
/// </summary>
/// <remarks>
/// 1. A reassignment whose new replicas are all in sync is completed.
/// 2. Who leaves the ISR while it is smaller than the in-sync minimum becomes eligible: the high watermark stood still, so it misses nothing (KIP-966).
/// 3. The leader stays if it may lead; else the first replica in sync; with an empty ISR the first eligible one; else whoever led last;
///    else, if unclean elections are allowed, any replica that is up. A leader from outside the ISR becomes the whole ISR.
/// 4. A replica that is taken away raises the leader epoch, so that it notices; at old levels of metadata.version one that leaves the ISR does too.
/// </remarks>
internal sealed class PartitionChange(PartitionImage partition, Uuid topicId, ElectionRules rules, string topic, Func<int, bool> mayLead)
{
    private List<int> _eligible = [.. partition.EligibleLeaderReplicas];

    public List<int> Isr { get; set; } = [.. partition.Isr];

    public List<int> Replicas { get; set; } = [.. partition.Replicas];

    public List<int> Removing { get; set; } = [.. partition.RemovingReplicas];

    public List<int> Adding { get; set; } = [.. partition.AddingReplicas];

    public ElectionKind Election { get; set; } = rules.KindFor(topic);

    public sbyte LeaderRecoveryState { get; set; } = partition.LeaderRecoveryState;

    /// <summary>A replica that lost what it had not written, so that it is not eligible.</summary>
    public int UncleanlyStopped { get; set; } = PartitionImage.NoLeader;

    /// <summary>Gives the log directory of a replica that is new to the partition.</summary>
    public Func<int, Uuid> DirectoryOfNew { get; set; } = static _ => Uuid.Zero;

    /// <summary>Log directories that are now known, by broker. Elections go by those that were known before.</summary>
    public SortedDictionary<int, Uuid> Directories { get; } = [];

    /// <summary>The record, or null when nothing changes.</summary>
    public PartitionChangeRecord? Build()
    {
        var record = new PartitionChangeRecord { PartitionId = partition.PartitionId, TopicId = topicId };
        CompleteReassignment();
        FindEligible();
        Elect(record);
        if (record.Leader == PartitionImage.NoLeaderChange && partition.Replicas.Any(replica => !Replicas.Contains(replica)))
        {
            record.Leader = partition.Leader;
        }

        SetEligible(record);
        if (record.Isr is null && (Isr.Count > 0 || rules.KeepsEligibleLeaders) && !Isr.SequenceEqual(partition.Isr))
        {
            record.Isr = Isr;
        }

        if (rules.BeginsEpochWhenIsrShrinks && record is { Leader: PartitionImage.NoLeaderChange, Isr: { } isr } && partition.Isr.Any(replica => !isr.Contains(replica)))
        {
            record.Leader = partition.Leader;
        }

        SetLastKnownLeader(record);
        SetAssignment(record);
        if (record.LeaderRecoveryState < 0 && LeaderRecoveryState != partition.LeaderRecoveryState)
        {
            record.LeaderRecoveryState = LeaderRecoveryState;
        }

        return IsEmpty(record) ? null : record;
    }

    /// <summary>Adds the record to those of a command, when anything changes.</summary>
    public void AddTo(List<IPersistedRecord> records)
    {
        if (Build() is { } record)
        {
            records.Add(record);
        }
    }

    private void CompleteReassignment()
    {
        if (Removing.Count == 0 && Adding.Count == 0)
        {
            return;
        }

        var isr = Isr.Where(replica => !Removing.Contains(replica)).ToList();
        var replicas = Replicas.Where(replica => !Removing.Contains(replica)).ToList();
        if (isr.Count > 0 && replicas.Count > 0 && replicas.TrueForAll(isr.Contains))
        {
            (Isr, Replicas, Removing, Adding) = (isr, replicas, [], []);
        }
    }

    private void FindEligible()
    {
        if (!rules.KeepsEligibleLeaders || Isr.Count >= rules.MinInsyncReplicas(topic, Replicas.Count))
        {
            _eligible = [];
            return;
        }

        _eligible =
        [
            .. _eligible.Union(partition.Isr)
                .Where(replica => !Isr.Contains(replica) && replica != UncleanlyStopped && Replicas.Contains(replica))
                .Order(),
        ];
    }

    private void Elect(PartitionChangeRecord record)
    {
        var (leader, isUnclean) = FindLeader();
        if (leader == partition.Leader)
        {
            return;
        }

        if (_eligible.Contains(leader))
        {
            Isr = [leader];
            _eligible.Remove(leader);
        }

        record.Leader = leader;
        if (isUnclean)
        {
            record.Isr = [leader];
            if (partition.LeaderRecoveryState == 0)
            {
                record.LeaderRecoveryState = 1;
            }
        }
    }

    private (int Leader, bool IsUnclean) FindLeader()
    {
        if (Election == ElectionKind.Preferred && IsValidLeader(Replicas[0]))
        {
            return (Replicas[0], false);
        }

        if (IsValidLeader(partition.Leader))
        {
            return (partition.Leader, false);
        }

        foreach (var replica in Replicas)
        {
            if (IsValidLeader(replica))
            {
                return (replica, false);
            }
        }

        if (rules.KeepsEligibleLeaders && Isr.Count == 0 && _eligible.Count == 0 && partition.LastKnownElr.Length == 1 && MayLead(partition.LastKnownElr[0])
            && Replicas.Contains(partition.LastKnownElr[0]))
        {
            return (partition.LastKnownElr[0], true);
        }

        var uncleanLeader = Election == ElectionKind.Unclean ? Replicas.FindIndex(MayLead) : -1;
        return uncleanLeader >= 0 ? (Replicas[uncleanLeader], true) : (PartitionImage.NoLeader, false);
    }

    private bool IsValidLeader(int replica) => (Isr.Contains(replica) || (Isr.Count == 0 && _eligible.Contains(replica))) && MayLead(replica);

    /// <summary>Its broker is up, and so is the directory it is in.</summary>
    private bool MayLead(int replica) => mayLead(replica) && rules.HasOnlineDirectory(replica, DirectoryBefore(replica));

    private Uuid DirectoryOf(int replica) => Directories.TryGetValue(replica, out var known) ? known : DirectoryBefore(replica);

    private Uuid DirectoryBefore(int replica) => partition.Replicas.Contains(replica) ? partition.DirectoryOf(replica) : DirectoryOfNew(replica);

    private void SetEligible(PartitionChangeRecord record)
    {
        if (record.Isr is not null)
        {
            // After an unclean election nobody else is known to have what the leader has.
            _eligible = [];
        }

        if (!_eligible.SequenceEqual(partition.EligibleLeaderReplicas))
        {
            record.EligibleLeaderReplicas = _eligible;
        }
    }

    private void SetLastKnownLeader(PartitionChangeRecord record)
    {
        if (!rules.KeepsEligibleLeaders)
        {
            return;
        }

        var isFirstWithoutIsr = record.Isr is { Count: 0 } && partition.HasLeader
            && (partition.LastKnownElr.Length != 1 || partition.LastKnownElr[0] != partition.Leader);
        var willHaveLeader = record.Leader >= 0 || (partition.HasLeader && record.Leader == PartitionImage.NoLeaderChange);
        if (isFirstWithoutIsr)
        {
            record.LastKnownElr = [partition.Leader];
        }
        else if (willHaveLeader && partition.LastKnownElr.Length > 0)
        {
            record.LastKnownElr = [];
        }
    }

    private void SetAssignment(PartitionChangeRecord record)
    {
        List<Uuid> directories =
        [
            .. Replicas.Select(DirectoryOf),
        ];
        if (partition.Directories.Length == partition.Replicas.Length && !directories.SequenceEqual(partition.Directories))
        {
            record.Directories = directories;
        }

        record.Replicas = Changed(Replicas, partition.Replicas);
        record.RemovingReplicas = Changed(Removing, partition.RemovingReplicas);
        record.AddingReplicas = Changed(Adding, partition.AddingReplicas);

        static List<int>? Changed(List<int> after, IEnumerable<int> before) => after.SequenceEqual(before) ? null : after;
    }

    private static bool IsEmpty(PartitionChangeRecord record) =>
        record is
        {
            Isr: null, Leader: PartitionImage.NoLeaderChange, Replicas: null, RemovingReplicas: null, AddingReplicas: null,
            LeaderRecoveryState: < 0, Directories: null, EligibleLeaderReplicas: null, LastKnownElr: null,
        };
}
