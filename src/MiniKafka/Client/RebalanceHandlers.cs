using MiniKafka.Model;

namespace MiniKafka.Client;

/// <summary>
/// What an application wants to do when its group moves partitions. Handlers run inside the calls that consume, on the
/// same thread, and may call the consumer; the group waits for them.
/// </summary>
public sealed class RebalanceHandlers
{
    /// <summary>Partitions were added; seeking here decides where they are read from.</summary>
    public Action<IReadOnlyList<TopicPartition>>? Assigned { get; init; }

    /// <summary>Partitions are about to go to somebody else; this is the last moment to commit their offsets.</summary>
    public Action<IReadOnlyList<TopicPartition>>? Revoked { get; init; }

    /// <summary>
    /// Partitions have gone already, as the group has taken this member for dead; commits would be refused. Without this
    /// handler <see cref="Revoked"/> is called.
    /// </summary>
    public Action<IReadOnlyList<TopicPartition>>? Lost { get; init; }
}
