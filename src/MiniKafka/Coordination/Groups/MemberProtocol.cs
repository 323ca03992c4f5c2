namespace MiniKafka.Coordination.Groups;

/// <summary>One way of assigning that a member supports.</summary>
/// <param name="Name">The assignor's name.</param>
/// <param name="Metadata">What the member tells the assignor; for consumers its subscription.</param>
internal readonly record struct MemberProtocol(string Name, byte[] Metadata);
