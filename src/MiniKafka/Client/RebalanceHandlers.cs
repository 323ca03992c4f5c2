using MiniKafka.Client.Consumers;
using MiniKafka.Model;
using MiniKafka.Runtime;

namespace MiniKafka.Client;

/// <summary>
/// What an application wants to do when its group moves partitions. Handlers begin inside the calls that consume, on the
/// same thread, and may call the consumer; the group waits for them. Those that are asynchronous are awaited before the call goes on,
/// behind the others, and do not go on in the context of that thread: <see cref="IConsumer{TKey, TValue}.ConsumeAsync"/> blocks no thread
/// meanwhile, the calls that block do.
/// </summary>
public sealed class RebalanceHandlers
{
    /// <summary>Partitions were added; seeking here decides where they are read from.</summary>
    public Action<IReadOnlyList<TopicPartition>>? Assigned { get; init; }

    /// <summary>Partitions are about to go to somebody else; this is the last moment to commit their offsets.</summary>
    public Action<IReadOnlyList<TopicPartition>>? Revoked { get; init; }

    /// <summary>
    /// Partitions have gone already, as the group has taken this member for dead; commits would be refused. Without this
    /// handler and <see cref="LostAsync"/> those of revoked partitions are called.
    /// </summary>
    public Action<IReadOnlyList<TopicPartition>>? Lost { get; init; }

    /// <summary>As <see cref="Assigned"/>.</summary>
    public Func<IReadOnlyList<TopicPartition>, Task>? AssignedAsync { get; init; }

    /// <summary>As <see cref="Revoked"/>.</summary>
    public Func<IReadOnlyList<TopicPartition>, Task>? RevokedAsync { get; init; }

    /// <summary>As <see cref="Lost"/>. Without both the handlers of revoked partitions are called.</summary>
    public Func<IReadOnlyList<TopicPartition>, Task>? LostAsync { get; init; }

    /// <summary>Runs the handlers; the task is done when they are.</summary>
    internal async Task TellAsync(RebalanceChange change, IReadOnlyList<TopicPartition> partitions)
    {
        var (handler, asynchronous) = change switch
        {
            RebalanceChange.Assigned => (Assigned, AssignedAsync),
            RebalanceChange.Revoked => (Revoked, RevokedAsync),
            RebalanceChange.Lost when partitions.Count > 0 => Lost is null && LostAsync is null ? (Revoked, RevokedAsync) : (Lost, LostAsync),
            _ => (null, null),
        };
        handler?.Invoke(partitions);
        if (asynchronous is not null)
        {
            await CallerContext.BeginOffCaller(() => asynchronous(partitions)).OffCaller();
        }
    }
}
