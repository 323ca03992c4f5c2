using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Metadata.Replay;

/// <summary>A record of the metadata log and the version in which it is written.</summary>
internal readonly record struct MetadataRecord(IPersistedRecord Value, short Version)
{
    /// <summary>
    /// The record as it is written at a level of metadata.version, so that every release which knows the level can read it. What came with a
    /// later level is taken out of it: nobody keeps that.
    /// </summary>
    public static MetadataRecord Of(IPersistedRecord value, short level)
    {
        switch (value)
        {
            case RegisterBrokerRecord broker:
                broker.LogDirs = level >= MetadataLevels.Directories ? broker.LogDirs : [];
                broker.CordonedLogDirs = level >= MetadataLevels.CordonedDirectories ? broker.CordonedLogDirs : null;
                return new(broker, OfRegistration(level));
            case PartitionRecord partition:
                partition.Directories = level >= MetadataLevels.Directories ? partition.Directories : [];
                return new(partition, OfPartition(level));
            case PartitionChangeRecord change:
                change.Directories = level >= MetadataLevels.Directories ? change.Directories : null;
                return new(change, OfPartition(level));
            default:
                return new(value, OfFields(value));
        }
    }

    private static short OfRegistration(short level) =>
        level >= MetadataLevels.CordonedDirectories ? (short)4 : level >= MetadataLevels.Directories ? (short)3 : level >= MetadataLevels.Migration ? (short)2 : (short)1;

    private static short OfPartition(short level) => level >= MetadataLevels.EligibleLeaders ? (short)2 : level >= MetadataLevels.Directories ? (short)1 : (short)0;

    private static short OfFields(IPersistedRecord value) => value switch
    {
        BrokerRegistrationChangeRecord { CordonedLogDirs: not null } => 3,
        BrokerRegistrationChangeRecord { LogDirs.Count: > 0 } => 2,
        BrokerRegistrationChangeRecord { InControlledShutdown: not 0 } => 1,
        _ => 0,
    };
}
