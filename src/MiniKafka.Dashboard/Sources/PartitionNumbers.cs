namespace MiniKafka.Dashboard.Sources;

/// <summary>How far a partition is; null is what nobody could tell.</summary>
/// <param name="Start">The oldest offset.</param>
/// <param name="HighWatermark">Up to where consumers read.</param>
/// <param name="LogEnds">Where the log of each replica ends, by broker, as far as it is known.</param>
/// <param name="Bytes">The bytes of the leader's log.</param>
internal sealed record PartitionNumbers(long? Start, long? HighWatermark, IReadOnlyDictionary<int, long> LogEnds, long? Bytes)
{
    public static PartitionNumbers Unknown { get; } = new(null, null, new Dictionary<int, long>(), null);
}
