namespace MiniKafka.Quorum;

/// <summary>Who leads the metadata log in which epoch; no leader while an election runs.</summary>
internal readonly record struct LeaderAndEpoch(int? LeaderId, int Epoch)
{
    public bool IsLeader(int nodeId) => LeaderId == nodeId;

    public override string ToString() => LeaderId is { } id ? $"node {id} in epoch {Epoch}" : $"nobody in epoch {Epoch}";
}
