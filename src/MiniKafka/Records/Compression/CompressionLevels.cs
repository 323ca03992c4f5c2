namespace MiniKafka.Records.Compression;

/// <summary>The compression levels of a codec.</summary>
/// <param name="Min">The lowest level.</param>
/// <param name="Max">The highest level.</param>
/// <param name="Default">The level used when none is asked for.</param>
public readonly record struct CompressionLevels(int Min, int Max, int Default)
{
    /// <summary>For a codec without levels: only 0.</summary>
    public static CompressionLevels None => default;
}
