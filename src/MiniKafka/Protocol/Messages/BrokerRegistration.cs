using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>A starting broker makes itself known to the controller. Key 62, versions 0 to 4, flexible from 0.</summary>
[Request(ApiKey.BrokerRegistration, 0, 4, FlexibleFrom = 0)]
internal sealed partial class BrokerRegistrationRequest
{
    public int BrokerId { get; set; }

    public string ClusterId { get; set; } = "";

    public Uuid IncarnationId { get; set; }

    public List<Listener> Listeners { get; set; } = [];

    public List<Feature> Features { get; set; } = [];

    public string? Rack { get; set; } = "";

    [Field(Since = 1)]
    public bool IsMigratingZkBroker { get; set; }

    [Field(Since = 2, Ignorable = true)]
    public List<Uuid> LogDirs { get; set; } = [];

    [Field(Since = 3, Ignorable = true)]
    public long PreviousBrokerEpoch { get; set; } = -1;

    internal sealed partial class Listener
    {
        public string Name { get; set; } = "";

        public string Host { get; set; } = "";

        public ushort Port { get; set; }

        public short SecurityProtocol { get; set; }
    }

    internal sealed partial class Feature
    {
        public string Name { get; set; } = "";

        public short MinSupportedVersion { get; set; }

        public short MaxSupportedVersion { get; set; }
    }
}

/// <summary>The answer to <see cref="BrokerRegistrationRequest"/>.</summary>
[Response(ApiKey.BrokerRegistration, 0, 4, FlexibleFrom = 0)]
internal sealed partial class BrokerRegistrationResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public long BrokerEpoch { get; set; } = -1;
}
