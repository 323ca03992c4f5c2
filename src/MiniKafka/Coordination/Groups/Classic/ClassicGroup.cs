using System.Diagnostics.CodeAnalysis;
using MiniKafka.Model;

namespace MiniKafka.Coordination.Groups.Classic;

/// <summary>
/// A group whose members assign among themselves: its members, generation and state. Owned by its shard's loop. That it is there, and
/// what it is between two rebalances, stands in the log and changes by replay; who takes part in a rebalance, and how far that is,
/// lives in memory, is owed to nobody, and begins anew from what is written when another broker takes over.
/// Invariant: there is a leader while there are members, and it is one of them; every static instance has one member.
/// </summary>
internal sealed partial class ClassicGroup(string groupId, ClassicProtocol protocol) : Group(groupId)
{
    private readonly LinkedList<ClassicMember> _members = [];
    private readonly Dictionary<string, LinkedListNode<ClassicMember>> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ClassicMember> _byInstance = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pendingJoins = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pendingSyncs = new(StringComparer.Ordinal);

    public ClassicGroupState State { get; private set; }

    public ClassicGroupState PreviousState { get; private set; }

    /// <summary>When the state was entered, in milliseconds since 1970; -1 when the log does not say.</summary>
    public long StateTimestamp { get; set; } = -1;

    public int Generation { get; set; }

    /// <summary>What the members are, <c>consumer</c> for consumers; null for a group that only has offsets.</summary>
    public string? ProtocolType { get; set; }

    /// <summary>The chosen protocol of this generation.</summary>
    public string? ProtocolName { get; set; }

    public string? LeaderId { get; private set; }

    /// <summary>A member joined while the group waited for more after its first one.</summary>
    public bool HasNewMember { get; set; }

    /// <summary>What the consumers subscribe to; null when that cannot be told.</summary>
    public IReadOnlySet<string>? SubscribedTopics { get; set; }

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyCollection<ClassicMember> Members => _members;

    public bool IsEmpty => State == ClassicGroupState.Empty;

    public bool IsConsumerGroup => ProtocolType == "consumer";

    /// <summary>Members that have not asked for this generation's assignment.</summary>
    public IReadOnlyList<ClassicMember> PendingSyncs => [.. _members.Where(m => _pendingSyncs.Contains(m.MemberId))];

    public bool HasPendingSyncs => _pendingSyncs.Any(_byId.ContainsKey);

    public bool HaveAllJoined => _pendingJoins.Count == 0 && _members.All(m => m.IsJoining);

    /// <summary>How long a rebalance may take: as long as the most patient member allows.</summary>
    public int RebalanceTimeoutMs => _members.Count == 0 ? 0 : _members.Max(m => m.RebalanceTimeoutMs);

    public void TransitionTo(ClassicGroupState state, long timestamp)
    {
        PreviousState = State;
        State = state;
        StateTimestamp = timestamp;
    }

    public ClassicMember? Find(string memberId) => _byId.GetValueOrDefault(memberId)?.Value;

    public bool TryFind(string memberId, [NotNullWhen(true)] out ClassicMember? member) => (member = Find(memberId)) is not null;

    public ClassicMember? FindInstance(string groupInstanceId) => _byInstance.GetValueOrDefault(groupInstanceId);

    public bool IsLeader(string memberId) => LeaderId == memberId;

    public bool IsPendingJoin(string memberId) => _pendingJoins.Contains(memberId);

    public void AddPendingJoin(string memberId) => _pendingJoins.Add(memberId);

    public void AddPendingSync(string memberId) => _pendingSyncs.Add(memberId);

    public void RemovePendingSync(string memberId) => _pendingSyncs.Remove(memberId);

    public void ClearPendingSyncs() => _pendingSyncs.Clear();

    /// <summary>Whether the member may say what it says: none, unknown member, or fenced by another with its instance id.</summary>
    public ErrorCode Validate(string memberId, string? groupInstanceId)
    {
        if (groupInstanceId is not null)
        {
            var holder = FindInstance(groupInstanceId);
            if (holder is null)
            {
                return ErrorCode.UnknownMemberId;
            }

            if (holder.MemberId != memberId)
            {
                return ErrorCode.FencedInstanceId;
            }
        }

        return _byId.ContainsKey(memberId) ? ErrorCode.None : ErrorCode.UnknownMemberId;
    }

    /// <summary>Whether somebody with this protocol type and these protocols may be a member.</summary>
    public bool Accepts(string protocolType, IReadOnlyList<MemberProtocol> protocols) => IsEmpty
        ? AcceptsFirst(protocolType, protocols)
        : ProtocolType == protocolType && ProtocolChoice.CanJoin(_members, protocols);

    /// <summary>The same of a group without members.</summary>
    public static bool AcceptsFirst(string protocolType, IReadOnlyList<MemberProtocol> protocols) => protocolType.Length > 0 && protocols.Count > 0;

    public void Add(ClassicMember member, string protocolType)
    {
        if (_members.Count == 0)
        {
            ProtocolType = protocolType;
        }

        _byId.Add(member.MemberId, _members.AddLast(member));
        if (member.GroupInstanceId is { } instance)
        {
            _byInstance.Add(instance, member);
        }

        LeaderId ??= member.MemberId;
        _pendingJoins.Remove(member.MemberId);
    }

    /// <summary>Takes the member, or the id nobody used so far, out of the group.</summary>
    public void Remove(string memberId)
    {
        if (_byId.Remove(memberId, out var member))
        {
            _members.Remove(member);
            if (member.Value.GroupInstanceId is { } instance)
            {
                _byInstance.Remove(instance);
            }
        }

        if (IsLeader(memberId))
        {
            LeaderId = _members.First?.Value.MemberId;
        }

        _pendingJoins.Remove(memberId);
        _pendingSyncs.Remove(memberId);
    }

    /// <summary>Puts a member with another id in the place of a static member, its assignment and leadership included.</summary>
    public ClassicMember Replace(ClassicMember old, string newMemberId)
    {
        var member = new ClassicMember(newMemberId, old.GroupInstanceId)
        {
            ClientId = old.ClientId,
            ClientHost = old.ClientHost,
            RebalanceTimeoutMs = old.RebalanceTimeoutMs,
            SessionTimeoutMs = old.SessionTimeoutMs,
            Protocols = old.Protocols,
            Assignment = old.Assignment,
        };
        _byId.Remove(old.MemberId, out var place);
        place!.Value = member;
        _byId.Add(newMemberId, place);
        _byInstance[old.GroupInstanceId!] = member;
        if (_pendingSyncs.Remove(old.MemberId))
        {
            _pendingSyncs.Add(newMemberId);
        }

        if (IsLeader(old.MemberId))
        {
            LeaderId = newMemberId;
        }

        return member;
    }

    /// <summary>Makes sure that the leader is somebody who has joined; false when nobody has.</summary>
    public bool ElectJoinedLeader()
    {
        if (LeaderId is not { } leader)
        {
            return false;
        }

        if (!Find(leader)!.IsJoining)
        {
            if (_members.FirstOrDefault(m => m.IsJoining) is not { } joined)
            {
                return false;
            }

            LeaderId = joined.MemberId;
        }

        return true;
    }
}
