namespace MiniKafka.Records;

/// <summary>What a control record says: the second number in its key.</summary>
internal enum ControlRecordType : short
{
    /// <summary>Not known to this version; to be ignored.</summary>
    Unknown = -1,

    Abort = 0,
    Commit = 1,
    LeaderChange = 2,
    SnapshotHeader = 3,
    SnapshotFooter = 4,
    KRaftVersion = 5,
    KRaftVoters = 6,
}
