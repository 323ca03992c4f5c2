namespace MiniKafka.Records.Compression;

/// <summary>A codec together with the level to write at: what a builder needs to compress a batch.</summary>
internal sealed class RecordCompression
{
    public RecordCompression(ICompressionCodec codec, int? level = null)
    {
        var levels = codec.Levels;
        Codec = codec;
        Level = level ?? levels.Default;
        if (Level != levels.Default)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(Level, levels.Min, nameof(level));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(Level, levels.Max, nameof(level));
        }
    }

    public ICompressionCodec Codec { get; }

    public int Level { get; }
}
