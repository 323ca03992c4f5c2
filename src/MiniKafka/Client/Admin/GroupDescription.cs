using MiniKafka.Model;

namespace MiniKafka.Client.Admin;

/// <summary>A group in a list of groups.</summary>
/// <param name="GroupId">The group's id.</param>
/// <param name="ProtocolType">What it is for: <c>consumer</c> for groups of consumers, empty for mere offsets.</param>
/// <param name="State">Its state, for example Stable or Empty.</param>
public sealed record GroupListing(string GroupId, string ProtocolType, string State)
{
    /// <summary>Its kind, in small letters: <c>classic</c>, <c>consumer</c>, <c>share</c> or <c>streams</c>.</summary>
    public string Type { get; init; } = GroupTypes.Classic;
}

/// <summary>A group with its members.</summary>
/// <param name="GroupId">The group's id.</param>
/// <param name="State">Its state, for example Stable or Empty.</param>
/// <param name="ProtocolType">What it is for.</param>
/// <param name="Assignor">The assignor its members agreed on; empty without members.</param>
/// <param name="Members">Its members.</param>
public sealed record GroupDescription(
    string GroupId, string State, string ProtocolType, string Assignor, IReadOnlyList<MemberDescription> Members)
{
    /// <summary>Its kind, in small letters: <c>classic</c>, <c>consumer</c> or <c>share</c>.</summary>
    public string Type { get; init; } = GroupTypes.Classic;

    /// <summary>Node id of the broker that coordinates it; -1 when unknown.</summary>
    public int Coordinator { get; init; } = -1;

    /// <summary>Grows with each change of its members; null for the classic kind, which does not tell.</summary>
    public int? Epoch { get; init; }
}

/// <summary>A member of a group.</summary>
/// <param name="MemberId">The id its coordinator gave it.</param>
/// <param name="GroupInstanceId">The name of a static member, else null.</param>
/// <param name="ClientId">How its client calls itself.</param>
/// <param name="Host">Where it connects from.</param>
/// <param name="Assignment">The partitions it reads.</param>
public sealed record MemberDescription(
    string MemberId, string? GroupInstanceId, string ClientId, string Host, IReadOnlyList<TopicPartition> Assignment);
