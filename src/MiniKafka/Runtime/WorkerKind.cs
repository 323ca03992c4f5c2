namespace MiniKafka.Runtime;

/// <summary>Which bounded group of workers a blocking job belongs to.</summary>
internal enum WorkerKind
{
    /// <summary>Flushes and cold reads that a request waits for.</summary>
    Io,

    /// <summary>Compaction, deletion and other work nobody waits for.</summary>
    Background,

    /// <summary>Handlers of the library's users, which may block for as long as they like.</summary>
    User,
}
