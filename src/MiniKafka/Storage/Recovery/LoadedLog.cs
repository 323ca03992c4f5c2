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

    /// <summary>Files written while opening; they have to be durable before the recovery point passes their segments.</summary>
    public IReadOnlyList<string> WrittenPaths { get; init; } = [];
}
