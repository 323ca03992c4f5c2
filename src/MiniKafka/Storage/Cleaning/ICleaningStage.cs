namespace MiniKafka.Storage.Cleaning;

/// <summary>
/// One step of a compaction. It is advanced in slices on a worker, so that it can be throttled between them; meanwhile it has no file open,
/// so that the log can be deleted or cut.
/// </summary>
internal interface ICleaningStage : IDisposable
{
    /// <summary>Works on about that many bytes of the log; returns how many it read and wrote, 0 when the stage is done.</summary>
    /// <exception cref="DamagedBatchException">The log is damaged; it must not be compacted.</exception>
    long Advance(long bytes);
}
