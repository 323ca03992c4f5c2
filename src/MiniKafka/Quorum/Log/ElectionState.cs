using MiniKafka.Quorum.Voters;

namespace MiniKafka.Quorum.Log;

/// <summary>
/// What a replica must remember over a restart so that it never votes twice in an epoch: the newest epoch it saw, who
/// leads it if known, and whom it voted for.
/// </summary>
internal readonly record struct ElectionState(int Epoch, int? LeaderId, ReplicaKey Voted)
{
    public static ElectionState Initial => new(0, null, ReplicaKey.None);
}
