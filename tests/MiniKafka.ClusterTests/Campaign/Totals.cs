namespace MiniKafka.ClusterTests.Campaign;

/// <summary>What happened in one course, or in many.</summary>
internal sealed class Totals
{
    public long Courses { get; set; }

    /// <summary>Leader epochs of partitions that had a leader.</summary>
    public long Elections { get; set; }

    /// <summary>Epochs of the metadata log that had a leader.</summary>
    public long ControllerElections { get; set; }

    /// <summary>Logs of partitions that were cut back while their broker ran.</summary>
    public long Truncations { get; set; }

    public long MetadataTruncations { get; set; }

    public long InSyncShrinks { get; set; }

    /// <summary>Leaders that were killed while they had records nobody acknowledged yet.</summary>
    public long LeadersKilledWithUnacknowledged { get; set; }

    public long SnapshotsLoaded { get; set; }

    public long Acknowledged { get; set; }

    public long OffsetsCommitted { get; set; }

    /// <summary>Topics that were deleted after a group had committed an offset of them.</summary>
    public long TopicsDeletedWithOffsets { get; set; }

    /// <summary>Those of them that were deleted while the group's coordination went over to another broker, or to another process.</summary>
    public long TopicsDeletedBetweenCoordinators { get; set; }

    public long Kills { get; set; }

    public long PowerLosses { get; set; }

    public long DiskLosses { get; set; }

    public long Stops { get; set; }

    /// <summary>All nodes were killed together.</summary>
    public long FullStops { get; set; }

    /// <summary>Last batches that were cut on the disk of a node that had stopped cleanly.</summary>
    public long CutLastBatches { get; set; }

    /// <summary>Metadata logs in whose place an older copy was put while their node was down.</summary>
    public long StaleMetadataLogs { get; set; }

    /// <summary>Partitions that began to move to another broker while their log was empty at an offset above 0.</summary>
    public long MovesWhileEmpty { get; set; }

    /// <summary>Replicas that were opened, or began, empty at an offset above 0.</summary>
    public long StartsWhileEmpty { get; set; }

    public long Pauses { get; set; }

    public long Cuts { get; set; }

    public long Breaks { get; set; }

    /// <summary>Nodes that were sent more than was read of their answers.</summary>
    public long Floods { get; set; }

    /// <summary>Files that another program held for a while.</summary>
    public long Holds { get; set; }

    /// <summary>Nodes that stopped by themselves because access to their files was denied for good.</summary>
    public long LockOuts { get; set; }

    public long Faults => Kills + PowerLosses + DiskLosses + Stops + FullStops + Pauses + Cuts + Breaks + LockOuts;

    public long Steps { get; set; }

    public double VirtualSeconds { get; set; }

    public void Add(Totals other)
    {
        Courses += other.Courses;
        Elections += other.Elections;
        ControllerElections += other.ControllerElections;
        Truncations += other.Truncations;
        MetadataTruncations += other.MetadataTruncations;
        InSyncShrinks += other.InSyncShrinks;
        LeadersKilledWithUnacknowledged += other.LeadersKilledWithUnacknowledged;
        SnapshotsLoaded += other.SnapshotsLoaded;
        Acknowledged += other.Acknowledged;
        OffsetsCommitted += other.OffsetsCommitted;
        TopicsDeletedWithOffsets += other.TopicsDeletedWithOffsets;
        TopicsDeletedBetweenCoordinators += other.TopicsDeletedBetweenCoordinators;
        Kills += other.Kills;
        PowerLosses += other.PowerLosses;
        DiskLosses += other.DiskLosses;
        Stops += other.Stops;
        FullStops += other.FullStops;
        CutLastBatches += other.CutLastBatches;
        StaleMetadataLogs += other.StaleMetadataLogs;
        MovesWhileEmpty += other.MovesWhileEmpty;
        StartsWhileEmpty += other.StartsWhileEmpty;
        Pauses += other.Pauses;
        Cuts += other.Cuts;
        Breaks += other.Breaks;
        Floods += other.Floods;
        Holds += other.Holds;
        LockOuts += other.LockOuts;
        Steps += other.Steps;
        VirtualSeconds += other.VirtualSeconds;
    }

    /// <summary>Those that must not be 0 in a campaign, by name.</summary>
    public IEnumerable<(string Name, long Count)> Needed() =>
    [
        ("elections", Elections),
        ("controller elections", ControllerElections),
        ("truncations", Truncations),
        ("truncations of metadata", MetadataTruncations),
        ("ISR shrinks", InSyncShrinks),
        ("leaders killed with unacknowledged data", LeadersKilledWithUnacknowledged),
        ("snapshots loaded", SnapshotsLoaded),
        ("records acknowledged", Acknowledged),
        ("offsets committed", OffsetsCommitted),
        ("deleted topics of which there were offsets", TopicsDeletedWithOffsets),
        ("topics deleted between two coordinators", TopicsDeletedBetweenCoordinators),
        ("kills", Kills),
        ("power losses", PowerLosses),
        ("disks lost", DiskLosses),
        ("controlled stops", Stops),
        ("full stops", FullStops),
        ("cut last batches", CutLastBatches),
        ("stale metadata logs", StaleMetadataLogs),
        ("moves while empty", MovesWhileEmpty),
        ("starts while empty", StartsWhileEmpty),
        ("pauses", Pauses),
        ("cuts", Cuts),
        ("broken connections", Breaks),
        ("floods", Floods),
        ("holds on files", Holds),
        ("nodes locked out of their files", LockOuts),
    ];

    public override string ToString() =>
        $"{Courses} courses, {VirtualSeconds / Math.Max(1, Courses):F0} virtual seconds and {Steps / Math.Max(1, Courses)} steps each: "
        + string.Join(", ", Needed().Select(need => $"{need.Count} {need.Name}"));
}
