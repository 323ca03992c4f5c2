namespace MiniKafka.Client.Admin;

/// <summary>A feature of the cluster, such as <c>metadata.version</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="MinSupported">The lowest level the asked broker knows.</param>
/// <param name="MaxSupported">The highest level the asked broker knows.</param>
/// <param name="Finalized">The level in use; 0 when the feature is off.</param>
public sealed record FeatureDescription(string Name, short MinSupported, short MaxSupported, short Finalized);

/// <summary>A change of the level of a feature.</summary>
/// <param name="Name">The feature's name.</param>
/// <param name="Level">The level to be in use; 0 switches it off.</param>
/// <param name="UpgradeType">Whether the level may fall.</param>
public sealed record FeatureUpdate(string Name, short Level, FeatureUpgradeType UpgradeType = FeatureUpgradeType.Upgrade);

/// <summary>Whether the level of a feature may fall.</summary>
public enum FeatureUpgradeType
{
    /// <summary>It may only rise.</summary>
    Upgrade = 1,

    /// <summary>It may fall as long as nothing is lost.</summary>
    SafeDowngrade = 2,

    /// <summary>It may fall, metadata that the lower level does not know being lost.</summary>
    UnsafeDowngrade = 3,
}
