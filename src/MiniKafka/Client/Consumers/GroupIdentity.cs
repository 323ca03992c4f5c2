namespace MiniKafka.Client.Consumers;

/// <summary>As whom a group's coordinator knows a consumer. Immutable.</summary>
/// <param name="MemberId">The id the coordinator gave; empty before.</param>
/// <param name="Generation">The generation it belongs to; -1 outside of any.</param>
/// <param name="GroupInstanceId">The name of a static member, else null.</param>
internal sealed record GroupIdentity(string MemberId, int Generation, string? GroupInstanceId)
{
    /// <summary>Somebody who keeps offsets in a group without being a member.</summary>
    public static GroupIdentity Nobody { get; } = new("", -1, null);
}
