using MiniKafka.Model;
using MiniKafka.Protocol.Declarations;

namespace MiniKafka.Protocol.Messages;

/// <summary>Raises or lowers the finalized level of features. Key 57, versions 0 to 2, flexible from 0.</summary>
[Request(ApiKey.UpdateFeatures, 0, 2, FlexibleFrom = 0)]
internal sealed partial class UpdateFeaturesRequest
{
    public int TimeoutMs { get; set; } = 60000;

    public List<FeatureUpdateKey> FeatureUpdates { get; set; } = [];

    [Field(Since = 1)]
    public bool ValidateOnly { get; set; }

    internal sealed partial class FeatureUpdateKey
    {
        public string Feature { get; set; } = "";

        public short MaxVersionLevel { get; set; }

        [Field(Until = 0)]
        public bool AllowDowngrade { get; set; }

        [Field(Since = 1)]
        public sbyte UpgradeType { get; set; } = 1;
    }
}

/// <summary>The answer to <see cref="UpdateFeaturesRequest"/>.</summary>
[Response(ApiKey.UpdateFeatures, 0, 2, FlexibleFrom = 0)]
internal sealed partial class UpdateFeaturesResponse
{
    public int ThrottleTimeMs { get; set; }

    public ErrorCode ErrorCode { get; set; }

    public string? ErrorMessage { get; set; } = "";

    [Field(Until = 1, Ignorable = true)]
    public List<UpdatableFeatureResult> Results { get; set; } = [];

    internal sealed partial class UpdatableFeatureResult
    {
        public string Feature { get; set; } = "";

        public ErrorCode ErrorCode { get; set; }

        public string? ErrorMessage { get; set; } = "";
    }
}
