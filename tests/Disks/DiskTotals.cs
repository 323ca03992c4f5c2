namespace Disks;

/// <summary>What a misbehaving disk did.</summary>
internal sealed class DiskTotals
{
    /// <summary>Bytes that programs had written and a crash took back.</summary>
    public long LostBytes { get; set; }

    public long TornPages { get; set; }

    public long LostNames { get; set; }

    /// <summary>Appends that failed with a part written, which had to be cut off again.</summary>
    public long CutAppends { get; set; }

    public long FlippedBits { get; set; }

    /// <summary>Index files that somebody deleted while no broker ran.</summary>
    public long DeletedIndexes { get; set; }

    public long FailedCalls { get; set; }

    /// <summary>Calls to which access was denied, because another program held a file.</summary>
    public long DeniedCalls { get; set; }
}
