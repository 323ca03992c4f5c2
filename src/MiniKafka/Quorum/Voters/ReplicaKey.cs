using MiniKafka.Model;

namespace MiniKafka.Quorum.Voters;

/// <summary>
/// A replica of the metadata log: the node's id and the id of the directory its log lies in (zero when unknown, as in
/// clusters with a static quorum). A node that comes back with an empty disk has a new directory id and is another replica.
/// </summary>
internal readonly record struct ReplicaKey(int Id, Uuid DirectoryId) : IComparable<ReplicaKey>
{
    /// <summary>"Nobody": the answer to "whom did you vote for" before any vote.</summary>
    public static ReplicaKey None => new(-1, Uuid.Zero);

    public bool IsNone => Id < 0;

    /// <summary>True when both may be the same replica: same node, and the directories agree where both are known.</summary>
    public bool Matches(ReplicaKey other) =>
        Id == other.Id && (DirectoryId == Uuid.Zero || other.DirectoryId == Uuid.Zero || DirectoryId == other.DirectoryId);

    public int CompareTo(ReplicaKey other) => Id != other.Id ? Id.CompareTo(other.Id) : DirectoryId.CompareTo(other.DirectoryId);

    /// <summary>The form Kafka's error messages use.</summary>
    public override string ToString() =>
        $"ReplicaKey(id={Id}, directoryId={(DirectoryId == Uuid.Zero ? "<undefined>" : DirectoryId.ToString())})";
}
