namespace MiniKafka.Replication;

/// <summary>
/// A produce, fetch or deletion that waits for something to happen to its partitions. Told about every change, it finishes itself
/// when it can; a finished one is dropped by the partition at the next look.
/// </summary>
internal interface IParkedOperation
{
    bool IsFinished { get; }

    /// <summary>The partition's high watermark, log end or leadership changed.</summary>
    void OnChanged(Partition partition);
}
