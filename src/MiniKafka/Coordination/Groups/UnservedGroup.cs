namespace MiniKafka.Coordination.Groups;

/// <summary>A group of a kind that is not served here: its records are left alone, and whoever asks is refused.</summary>
internal sealed class UnservedGroup(string groupId, GroupKind kind) : Group(groupId)
{
    public override GroupKind Kind => kind;
}
