using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Persisted;

/// <summary>A configuration key of a resource is set, or removed by a null value. Type 4, version 0.</summary>
[Persisted(RecordFamily.ClusterMetadata, 4, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ConfigRecord
{
    public sbyte ResourceType { get; set; }

    public string ResourceName { get; set; } = "";

    public string Name { get; set; } = "";

    public string? Value { get; set; } = "";
}

/// <summary>A client quota is set or removed. Type 14, version 0.</summary>
[Persisted(RecordFamily.ClusterMetadata, 14, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ClientQuotaRecord
{
    public List<EntityData> Entity { get; set; } = [];

    public string Key { get; set; } = "";

    public double Value { get; set; }

    public bool Remove { get; set; }

    internal sealed partial class EntityData
    {
        public string EntityType { get; set; } = "";

        public string? EntityName { get; set; } = "";
    }
}

/// <summary>The finalized level of a feature. Type 12, version 0.</summary>
[Persisted(RecordFamily.ClusterMetadata, 12, 0, 0, FlexibleFrom = 0)]
internal sealed partial class FeatureLevelRecord
{
    public string Name { get; set; } = "";

    public short FeatureLevel { get; set; }
}
