using MiniKafka.Model;

namespace MiniKafka.Coordination.Groups.Shards;

/// <summary>A group in a few words, for eyes outside the loop. Immutable.</summary>
/// <param name="GroupId">Its id.</param>
/// <param name="State">Its state in Kafka's word.</param>
/// <param name="Members">How many are in it.</param>
/// <param name="Committed">The offsets that it has committed.</param>
internal sealed record GroupOutline(string GroupId, string State, int Members, IReadOnlyDictionary<TopicPartition, long> Committed);
