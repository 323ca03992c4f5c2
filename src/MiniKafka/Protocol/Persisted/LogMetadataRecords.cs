using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Persisted;

/// <summary>The records that follow, in several batches, take effect together. Type 23, version 0.</summary>
[Persisted(RecordFamily.ClusterMetadata, 23, 0, 0, FlexibleFrom = 0)]
internal sealed partial class BeginTransactionRecord
{
    [Field(Tag = 0)]
    public string? Name { get; set; }
}

/// <summary>The records since the beginning take effect. Type 24, version 0.</summary>
[Persisted(RecordFamily.ClusterMetadata, 24, 0, 0, FlexibleFrom = 0)]
internal sealed partial class EndTransactionRecord
{
}

/// <summary>The records since the beginning never happened. Type 25, version 0.</summary>
[Persisted(RecordFamily.ClusterMetadata, 25, 0, 0, FlexibleFrom = 0)]
internal sealed partial class AbortTransactionRecord
{
    [Field(Tag = 0)]
    public string? Reason { get; set; }
}

/// <summary>Changes nothing; keeps the log moving. Type 20, version 0.</summary>
[Persisted(RecordFamily.ClusterMetadata, 20, 0, 0, FlexibleFrom = 0)]
internal sealed partial class NoOpRecord
{
}

/// <summary>How far a migration from ZooKeeper got. Type 21, version 0.</summary>
[Persisted(RecordFamily.ClusterMetadata, 21, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ZkMigrationStateRecord
{
    public sbyte ZkMigrationState { get; set; }
}
