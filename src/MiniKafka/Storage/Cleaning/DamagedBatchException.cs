namespace MiniKafka.Storage.Cleaning;

/// <summary>Compaction met a batch whose checksum is wrong. Nothing was changed: copying on would hide the damage.</summary>
internal sealed class DamagedBatchException(string path, long position)
    : Exception($"The batch at byte {position} of {path} is damaged: the log is not compacted any further.");
