using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>The APIs and versions a broker serves, and its features; the first request of a connection. Key 18, versions 0 to 4, flexible from 3.</summary>
[Request(ApiKey.ApiVersions, 0, 4, FlexibleFrom = 3)]
internal sealed partial class ApiVersionsRequest
{
    [Field(Since = 3, Ignorable = true)]
    public string ClientSoftwareName { get; set; } = "";

    [Field(Since = 3, Ignorable = true)]
    public string ClientSoftwareVersion { get; set; } = "";
}

/// <summary>The answer to <see cref="ApiVersionsRequest"/>.</summary>
[Response(ApiKey.ApiVersions, 0, 4, FlexibleFrom = 3)]
internal sealed partial class ApiVersionsResponse
{
    public ErrorCode ErrorCode { get; set; }

    public List<ApiVersion> ApiKeys { get; set; } = [];

    [Field(Since = 1, Ignorable = true)]
    public int ThrottleTimeMs { get; set; }

    [Field(Since = 3, Tag = 0, Ignorable = true)]
    public List<SupportedFeatureKey> SupportedFeatures { get; set; } = [];

    [Field(Since = 3, Tag = 1, Ignorable = true)]
    public long FinalizedFeaturesEpoch { get; set; } = -1;

    [Field(Since = 3, Tag = 2, Ignorable = true)]
    public List<FinalizedFeatureKey> FinalizedFeatures { get; set; } = [];

    [Field(Since = 3, Tag = 3, Ignorable = true)]
    public bool ZkMigrationReady { get; set; }

    internal sealed partial class ApiVersion
    {
        public short ApiKey { get; set; }

        public short MinVersion { get; set; }

        public short MaxVersion { get; set; }
    }

    internal sealed partial class SupportedFeatureKey
    {
        public string Name { get; set; } = "";

        public short MinVersion { get; set; }

        public short MaxVersion { get; set; }
    }

    internal sealed partial class FinalizedFeatureKey
    {
        public string Name { get; set; } = "";

        public short MaxVersionLevel { get; set; }

        public short MinVersionLevel { get; set; }
    }
}
