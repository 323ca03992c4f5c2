using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Persisted;

/// <summary>A broker with its incarnation, endpoints, features and log directories. Type 0, versions 0 to 4.</summary>
[Persisted(RecordFamily.ClusterMetadata, 0, 0, 4, FlexibleFrom = 0)]
internal sealed partial class RegisterBrokerRecord
{
    public int BrokerId { get; set; }

    [Field(Since = 2)]
    public bool IsMigratingZkBroker { get; set; }

    public Uuid IncarnationId { get; set; }

    public long BrokerEpoch { get; set; }

    public List<BrokerEndpoint> EndPoints { get; set; } = [];

    public List<BrokerFeature> Features { get; set; } = [];

    public string? Rack { get; set; } = "";

    public bool Fenced { get; set; } = true;

    [Field(Since = 1)]
    public bool InControlledShutdown { get; set; }

    [Field(Since = 3, Tag = 0)]
    public List<Uuid> LogDirs { get; set; } = [];

    [Field(Since = 4, Tag = 1)]
    public List<Uuid>? CordonedLogDirs { get; set; }

    internal sealed partial class BrokerEndpoint
    {
        public string Name { get; set; } = "";

        public string Host { get; set; } = "";

        public ushort Port { get; set; }

        public short SecurityProtocol { get; set; }
    }

    internal sealed partial class BrokerFeature
    {
        public string Name { get; set; } = "";

        public short MinSupportedVersion { get; set; }

        public short MaxSupportedVersion { get; set; }
    }
}

/// <summary>A broker is gone for good. Type 1, version 0.</summary>
[Persisted(RecordFamily.ClusterMetadata, 1, 0, 0, FlexibleFrom = 0)]
internal sealed partial class UnregisterBrokerRecord
{
    public int BrokerId { get; set; }

    public long BrokerEpoch { get; set; }
}

/// <summary>A broker is fenced. Type 7, version 0.</summary>
[Persisted(RecordFamily.ClusterMetadata, 7, 0, 0, FlexibleFrom = 0)]
internal sealed partial class FenceBrokerRecord
{
    public int Id { get; set; }

    public long Epoch { get; set; }
}

/// <summary>A broker is no longer fenced. Type 8, version 0.</summary>
[Persisted(RecordFamily.ClusterMetadata, 8, 0, 0, FlexibleFrom = 0)]
internal sealed partial class UnfenceBrokerRecord
{
    public int Id { get; set; }

    public long Epoch { get; set; }
}

/// <summary>What changed in a broker's registration. Type 17, versions 0 to 3.</summary>
[Persisted(RecordFamily.ClusterMetadata, 17, 0, 3, FlexibleFrom = 0)]
internal sealed partial class BrokerRegistrationChangeRecord
{
    public int BrokerId { get; set; }

    public long BrokerEpoch { get; set; }

    [Field(Tag = 0)]
    public sbyte Fenced { get; set; }

    [Field(Since = 1, Tag = 1)]
    public sbyte InControlledShutdown { get; set; }

    [Field(Since = 2, Tag = 2)]
    public List<Uuid> LogDirs { get; set; } = [];

    [Field(Since = 3, Tag = 3)]
    public List<Uuid>? CordonedLogDirs { get; set; }
}

/// <summary>A controller with its endpoints and features. Type 27, version 0.</summary>
[Persisted(RecordFamily.ClusterMetadata, 27, 0, 0, FlexibleFrom = 0)]
internal sealed partial class RegisterControllerRecord
{
    public int ControllerId { get; set; }

    public Uuid IncarnationId { get; set; }

    public bool ZkMigrationReady { get; set; }

    public List<ControllerEndpoint> EndPoints { get; set; } = [];

    public List<ControllerFeature> Features { get; set; } = [];

    internal sealed partial class ControllerEndpoint
    {
        public string Name { get; set; } = "";

        public string Host { get; set; } = "";

        public ushort Port { get; set; }

        public short SecurityProtocol { get; set; }
    }

    internal sealed partial class ControllerFeature
    {
        public string Name { get; set; } = "";

        public short MinSupportedVersion { get; set; }

        public short MaxSupportedVersion { get; set; }
    }
}

/// <summary>The first producer id that was not handed out to a broker yet. Type 15, version 0.</summary>
[Persisted(RecordFamily.ClusterMetadata, 15, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ProducerIdsRecord
{
    public int BrokerId { get; set; }

    public long BrokerEpoch { get; set; } = -1;

    public long NextProducerId { get; set; }
}
