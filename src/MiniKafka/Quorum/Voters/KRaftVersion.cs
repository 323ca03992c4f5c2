namespace MiniKafka.Quorum.Voters;

/// <summary>Levels of the feature kraft.version.</summary>
internal static class KRaftVersion
{
    /// <summary>The feature's name in ApiVersions and UpdateFeatures.</summary>
    public const string FeatureName = "kraft.version";

    /// <summary>The voters stand in the configuration and never change.</summary>
    public const short Static = 0;

    /// <summary>The voters stand in the log, with directory ids, and can be changed (KIP-853).</summary>
    public const short Reconfigurable = 1;
}
