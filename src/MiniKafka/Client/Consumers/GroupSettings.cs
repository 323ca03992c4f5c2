using MiniKafka.Assignment;
using MiniKafka.Model;

namespace MiniKafka.Client.Consumers;

/// <summary>How a consumer takes part in its group; named after Kafka's keys.</summary>
internal sealed record GroupSettings
{
    private static readonly TimeSpan LongestClose = TimeSpan.FromSeconds(30);

    private static readonly IPartitionAssignor[] Known =
        [new RangeAssignor(), new RoundRobinAssignor(), new StickyAssignor(), new CooperativeStickyAssignor()];

    public required string GroupId { get; init; }

    public string? GroupInstanceId { get; init; }

    public required TimeSpan SessionTimeout { get; init; }

    public required TimeSpan HeartbeatInterval { get; init; }

    public required TimeSpan MaxPollInterval { get; init; }

    public TimeSpan? AutoCommitInterval { get; init; }

    public bool ExcludeInternalTopics { get; init; }

    /// <summary>The application wants to hear what was committed.</summary>
    public bool TellCommits { get; init; }

    public required TimeSpan ApiTimeout { get; init; }

    /// <summary>How long a consumer that ends tries to commit what is done.</summary>
    public TimeSpan CloseTimeout => ApiTimeout < LongestClose ? ApiTimeout : LongestClose;

    public required IReadOnlyList<IPartitionAssignor> Assignors { get; init; }

    /// <summary>Cooperative only when every assignor on the list is.</summary>
    public RebalanceProtocol Protocol =>
        Assignors.All(assignor => assignor.Protocol == RebalanceProtocol.Cooperative) ? RebalanceProtocol.Cooperative : RebalanceProtocol.Eager;

    /// <summary>An assignor by its name, or by the name of Kafka's class.</summary>
    /// <exception cref="KafkaException">There is none of that name.</exception>
    public static IPartitionAssignor Assignor(string name)
    {
        var simple = name switch
        {
            "org.apache.kafka.clients.consumer.RangeAssignor" => "range",
            "org.apache.kafka.clients.consumer.RoundRobinAssignor" => "roundrobin",
            "org.apache.kafka.clients.consumer.StickyAssignor" => "sticky",
            "org.apache.kafka.clients.consumer.CooperativeStickyAssignor" => "cooperative-sticky",
            _ => name,
        };
        return Array.Find(Known, assignor => assignor.Name == simple) ?? throw new KafkaException(
            ErrorCode.InvalidConfig,
            $"Invalid value {name} for configuration partition.assignment.strategy; allowed: {string.Join(", ", Known.Select(assignor => assignor.Name))}.");
    }
}
