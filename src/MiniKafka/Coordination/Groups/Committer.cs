namespace MiniKafka.Coordination.Groups;

/// <summary>Who commits offsets.</summary>
/// <param name="GroupId">For which group.</param>
/// <param name="Generation">In which generation of it, or as which epoch of the member; negative for none.</param>
/// <param name="MemberId">As which member; empty for none.</param>
/// <param name="GroupInstanceId">As which static member; null for none.</param>
internal readonly record struct Committer(string GroupId, int Generation, string MemberId, string? GroupInstanceId)
{
    /// <summary>Commits from outside of membership.</summary>
    public bool IsAnonymous => Generation < 0 && MemberId.Length == 0 && GroupInstanceId is null;
}
