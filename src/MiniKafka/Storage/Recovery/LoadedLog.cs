using MiniKafka.Storage.Producers;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Recovery;

/// <summary>What opening a partition's directory brought to light: the parts a log is made of.</summary>
internal sealed record LoadedLog(
    string Directory,
    LogSegments Segments,
    ProducerStates Producers,
    ProducerSnapshots Snapshots,
    LeaderEpochCache Epochs)
{
    public long LogStartOffset { get; init; }

    public long LogEndOffset { get; init; }

    /// <summary>Everything below is durable.</summary>
    public long RecoveryPoint { get; init; }

    public long HighWatermark { get; init; }

    /// <summary>It was closed as a whole, and its end is not whole: something took bytes of it since.</summary>
    public bool LostItsEnd { get; init; }

    /// <summary>See <see cref="LogOpening.Written"/>.</summary>
    public IReadOnlyList<string> WrittenPaths { get; init; } = [];

    /// <summary>Closes the files that opening left open; they open again when they are needed.</summary>
    public void Close()
    {
        foreach (var segment in Segments.All)
        {
            segment.Close();
        }
    }
}
