namespace MiniKafka.Model;

/// <summary>
/// A partition under both of its topic's identities. Requests that speak of topics by name leave the id zero; requests
/// that speak by id may carry an id nobody knows a name for.
/// </summary>
/// <param name="TopicId">The topic's id, or <see cref="Uuid.Zero"/>.</param>
/// <param name="Topic">The topic's name, or null when the id is unknown.</param>
/// <param name="Partition">The partition's index.</param>
internal readonly record struct TopicIdPartition(Uuid TopicId, string? Topic, int Partition)
{
    /// <summary>The partition by name; only valid when the name is known.</summary>
    public TopicPartition TopicPartition => new(Topic!, Partition);

    public override string ToString() => $"{Topic ?? TopicId.ToString()}-{Partition}";
}
