using MiniKafka.Coordination.Groups.Classic;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Coordination.Groups;

/// <summary>Makes a classic group of the record that remembers it.</summary>
internal static class GroupReplay
{
    /// <summary>A group with members comes back stable: an unfinished rebalance is forgotten and begun anew by its members.</summary>
    public static ClassicGroup ToGroup(string groupId, GroupMetadataValue value)
    {
        var group = new ClassicGroup(groupId)
        {
            Generation = value.Generation,
            ProtocolName = value.Protocol,
            StateTimestamp = value.CurrentStateTimestamp,
        };
        foreach (var member in value.Members)
        {
            group.Add(
                new ClassicMember(member.MemberId, member.GroupInstanceId)
                {
                    ClientId = member.ClientId,
                    ClientHost = member.ClientHost,
                    SessionTimeoutMs = member.SessionTimeout,
                    RebalanceTimeoutMs = member.RebalanceTimeout < 0 ? member.SessionTimeout : member.RebalanceTimeout,
                    Protocols = [new MemberProtocol(value.Protocol ?? "", member.Subscription)],
                    Assignment = member.Assignment,
                },
                value.ProtocolType);
        }

        group.ProtocolType = value.ProtocolType.Length == 0 ? null : value.ProtocolType;
        group.RestoreLeader(value.Leader);
        group.Restore(group.Members.Count == 0 ? ClassicGroupState.Empty : ClassicGroupState.Stable);
        group.SubscribedTopics = SubscribedTopicsReader.Read(group);
        return group;
    }
}
