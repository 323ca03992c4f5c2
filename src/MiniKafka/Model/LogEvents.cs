namespace MiniKafka.Model;

/// <summary>
/// The ids of everything that is logged, in one table. An event is named after the method that logs it, and an id is never given to another
/// one later: whoever filters or counts by it may rely on it.
/// </summary>
internal static class LogEvents
{
    // A broker's life.
    public const int LoopFailed = 100;
    public const int WarningRepeated = 101;
    public const int BrokerStarts = 110;
    public const int BrokerServes = 111;
    public const int BrokerStops = 112;
    public const int BrokerStopped = 113;
    public const int BrokerKilled = 114;
    public const int BrokerPaused = 115;
    public const int BrokerResumed = 116;
    public const int StorageLost = 117;
    public const int HandlerFailed = 118;
    public const int TelemetryListenerFailed = 119;
    public const int ConfigWarning = 120;
    public const int MetadataNotServed = 121;
    public const int NewerGroupsNotServed = 122;

    // The cluster, as the metadata log tells it.
    public const int ControllerActive = 200;
    public const int ControllerResigned = 201;
    public const int BrokerJoined = 210;
    public const int BrokerLeft = 211;
    public const int BrokerUnregistered = 212;
    public const int TopicCreated = 220;
    public const int TopicDeleted = 221;
    public const int PartitionsAdded = 222;
    public const int ConfigsChanged = 223;
    public const int LeadershipTaken = 230;
    public const int LeadershipLost = 231;
    public const int InSyncReplicasChanged = 232;
    public const int ReplicaMoved = 240;
    public const int MoveFailed = 241;

    // Groups.
    public const int GroupsNotLoaded = 300;
    public const int MemberJoined = 301;
    public const int MemberReturned = 302;
    public const int MemberLeft = 303;
    public const int MemberTimedOut = 304;
    public const int GroupStable = 310;
    public const int GroupEmpty = 311;

    // Connections and requests.
    public const int ConnectionClosed = 400;
    public const int ConnectionRefused = 401;
    public const int ApiNotServed = 402;
    public const int RequestFailed = 403;
    public const int UnknownTopic = 404;
    public const int TransactionRefused = 405;
    public const int GroupNotJoined = 406;
    public const int RequestTooCostly = 407;

    // Log directories, and what a start finds in them.
    public const int DirectoryFailed = 500;
    public const int DirectoryFull = 501;
    public const int DirectoryHasRoom = 502;
    public const int UncleanStart = 503;
    public const int CheckpointLost = 504;
    public const int StrayPartition = 505;
    public const int StraySetAside = 506;
    public const int RecoveryPutOff = 507;
    public const int PartitionPutOff = 508;
    public const int DeletionFailed = 509;
    public const int PartitionTwice = 510;
    public const int FilesTaken = 511;
    public const int DeletionPutOff = 512;
    public const int SpaceFull = 513;
    public const int SpaceIsFree = 514;
    public const int LogRecovered = 520;
    public const int LogCut = 521;
    public const int SegmentMissing = 522;
    public const int IndexesRebuilt = 523;
    public const int FlushedBatchDamaged = 524;
    public const int SwapCompleted = 525;
    public const int EpochsRebuilt = 526;
    public const int FlushedRecordsMissing = 527;
    public const int LogBelowItsStart = 528;

    // Compaction.
    public const int LogCompacted = 540;
    public const int LogUncleanable = 541;
    public const int CleaningAbandoned = 542;

    // Clients of this process.
    public const int ClientConfigWarning = 700;
    public const int ClientTelemetryListenerFailed = 701;
}
