using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>A controller makes its endpoints and features known. Key 70, version 0, flexible from 0.</summary>
[Request(ApiKey.ControllerRegistration, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ControllerRegistrationRequest
{
    public int ControllerId { get; set; }

    public Uuid IncarnationId { get; set; }

    public bool ZkMigrationReady { get; set; }

    public List<Listener> Listeners { get; set; } = [];

    public List<Feature> Features { get; set; } = [];

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

/// <summary>The answer to <see cref="ControllerRegistrationRequest"/>.</summary>
[Response(ApiKey.ControllerRegistration, 0, 0, FlexibleFrom = 0)]
internal sealed partial class ControllerRegistrationResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; } = "";
}
