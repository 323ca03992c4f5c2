using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Metadata.Replay;

/// <summary>A record of the metadata log and the version in which it is written.</summary>
internal readonly record struct MetadataRecord(IPersistedRecord Value, short Version)
{
    /// <summary>The record in the version this software writes.</summary>
    public static MetadataRecord Of(IPersistedRecord value) => new(value, value switch
    {
        RegisterBrokerRecord => 4,
        PartitionRecord => 2,
        PartitionChangeRecord => 2,
        BrokerRegistrationChangeRecord { CordonedLogDirs: not null } => 3,
        BrokerRegistrationChangeRecord { LogDirs.Count: > 0 } => 2,
        BrokerRegistrationChangeRecord { InControlledShutdown: not 0 } => 1,
        _ => 0,
    });
}
