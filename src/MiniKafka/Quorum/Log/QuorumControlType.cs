namespace MiniKafka.Quorum.Log;

/// <summary>The types of control records in the metadata log and its snapshots.</summary>
internal enum QuorumControlType : short
{
    LeaderChange = 2,
    SnapshotHeader = 3,
    SnapshotFooter = 4,
    KRaftVersion = 5,
    KRaftVoters = 6,
}
