using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Coordination;

/// <summary>A batch for the log of a shard, and what it does to the state once it stands there.</summary>
/// <param name="Bytes">The batch.</param>
/// <param name="Count">How many offsets it takes.</param>
/// <param name="Replay">Takes it into the state, from the offset of its first record on.</param>
internal readonly record struct ShardBatch<TState>(SharedBytes Bytes, int Count, Action<TState, long> Replay);
