using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Coordination.Groups.Classic;

/// <content>What the log says of the group, and how it becomes the group.</content>
internal sealed partial class ClassicGroup
{
    /// <summary>The newest record of the group; null for one that only has offsets.</summary>
    private GroupMetadataValue? _written;

    /// <summary>Whether the assignment of this generation stands in the log, committed or not.</summary>
    public bool IsAssigned => _written?.Generation == Generation;

    /// <summary>
    /// A record says what the group is. In the middle of a rebalance that is what the group comes to when the members are told of it;
    /// otherwise it is so from now on. A group with members comes back stable: an unfinished rebalance is forgotten and begun anew by
    /// its members.
    /// </summary>
    public void Replay(GroupMetadataValue value)
    {
        _written = value;
        if (State is ClassicGroupState.Empty or ClassicGroupState.Stable)
        {
            Restore(value);
        }
    }

    /// <summary>The record that says what the group is, with the given assignments.</summary>
    public CoordinatorRecord ToRecord(IReadOnlyDictionary<string, byte[]> assignments) => GroupRecords.Group(GroupId, new GroupMetadataValue
    {
        ProtocolType = ProtocolType ?? "",
        Generation = Generation,
        Protocol = ProtocolName,
        Leader = LeaderId,
        CurrentStateTimestamp = StateTimestamp,
        Members =
        [
            .. _members.Select(member => new GroupMetadataValue.MemberMetadata
            {
                MemberId = member.MemberId,
                GroupInstanceId = member.GroupInstanceId,
                ClientId = member.ClientId,
                ClientHost = member.ClientHost,
                RebalanceTimeout = member.RebalanceTimeoutMs,
                SessionTimeout = member.SessionTimeoutMs,
                Subscription = member.MetadataFor(ProtocolName!),
                Assignment = assignments[member.MemberId],
            }),
        ],
    });

    /// <summary>The members have the assignments that are written.</summary>
    public void TakeWrittenAssignments()
    {
        var assignments = _written!.Members.ToDictionary(member => member.MemberId, member => member.Assignment, StringComparer.Ordinal);
        foreach (var member in _members)
        {
            member.Assignment = assignments.GetValueOrDefault(member.MemberId, []);
        }
    }

    private void Restore(GroupMetadataValue value)
    {
        var members = value.Members.ConvertAll(written => ToMember(written, value.Protocol ?? ""));
        _members.Clear();
        _byId.Clear();
        _byInstance.Clear();
        LeaderId = null;
        Generation = value.Generation;
        ProtocolName = value.Protocol;
        StateTimestamp = value.CurrentStateTimestamp;
        foreach (var member in members)
        {
            Add(member, value.ProtocolType);
        }

        ProtocolType = value.ProtocolType.Length == 0 ? null : value.ProtocolType;
        if (value.Leader is { } leader && _byId.ContainsKey(leader))
        {
            LeaderId = leader;
        }

        State = PreviousState = members.Count == 0 ? ClassicGroupState.Empty : ClassicGroupState.Stable;
        SubscribedTopics = SubscribedTopicsReader.Read(this);
    }

    /// <summary>A member that is there, and of which the record says nothing else, stays with all that it waits for.</summary>
    private ClassicMember ToMember(GroupMetadataValue.MemberMetadata written, string protocol)
    {
        if (Find(written.MemberId) is not { } member
            || !member.Supports(protocol)
            || !member.MetadataFor(protocol).AsSpan().SequenceEqual(written.Subscription))
        {
            member = new ClassicMember(written.MemberId, written.GroupInstanceId)
            {
                ClientId = written.ClientId,
                ClientHost = written.ClientHost,
                Protocols = [new MemberProtocol(protocol, written.Subscription)],
            };
        }

        member.SessionTimeoutMs = written.SessionTimeout;
        member.RebalanceTimeoutMs = written.RebalanceTimeout < 0 ? written.SessionTimeout : written.RebalanceTimeout;
        member.Assignment = written.Assignment;
        return member;
    }
}
