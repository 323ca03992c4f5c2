using Disks;

namespace MiniKafka.Tests.Storage.Faults;

/// <summary>What the misbehaving disk did, and what storage did about it.</summary>
internal sealed class FaultTotals
{
    public DiskTotals Disk { get; } = new();

    public long Rounds { get; set; }

    public long AcknowledgedAppends { get; set; }

    public long RebuiltIndexes { get; set; }

    public long CutSegments { get; set; }

    public long RolledSegments { get; set; }

    /// <summary>Disks to which access was denied for good.</summary>
    public long LastingHolds { get; set; }

    public long FullDisks { get; set; }

    /// <summary>Epochs, rolls, retention, truncation and checkpoints while the disk was full.</summary>
    public long StepsOnFullDisks { get; set; }

    /// <summary>Aborted transactions that were found in the log and in its indexes.</summary>
    public long AbortedTransactions { get; set; }

    public long Truncations { get; set; }

    public long CleanStops { get; set; }

    /// <summary>Logs that lost their last record to retention, to DeleteRecords, or to a leader that begins later.</summary>
    public long EmptiedLogs { get; set; }

    /// <summary>Starts that found a log empty at an offset above 0.</summary>
    public long StartsWhileEmpty { get; set; }

    /// <summary>Empty logs that moved to the other log directory.</summary>
    public long MovesWhileEmpty { get; set; }

    /// <summary>Replicas that were taken away and came back with nothing in them.</summary>
    public long LogsBegunAnew { get; set; }

    /// <summary>Last batches that somebody cut while no broker ran, after a clean stop.</summary>
    public long CutLastBatches { get; set; }

    /// <summary>Every total with its name.</summary>
    public IEnumerable<(string Name, long Value)> All() =>
        TotalsOf(Disk).Concat(TotalsOf(this));

    private static IEnumerable<(string Name, long Value)> TotalsOf(object totals) =>
        totals.GetType().GetProperties().Where(property => property.PropertyType == typeof(long)).Select(property => (property.Name, (long)property.GetValue(totals)!));
}
