using System.Collections.Immutable;

namespace MiniKafka.Records.Compression;

/// <summary>
/// The codecs that may be used, by their number. Immutable: <see cref="With"/> gives a new set.
/// </summary>
public sealed class CompressionCodecs
{
    private const int LargestNumber = 7;
    private readonly ImmutableSortedDictionary<CompressionType, ICompressionCodec> _codecs;

    private CompressionCodecs(ImmutableSortedDictionary<CompressionType, ICompressionCodec> codecs) => _codecs = codecs;

    /// <summary>The codecs that MiniKafka brings along.</summary>
    public static CompressionCodecs Default { get; } = new CompressionCodecs(
        ImmutableSortedDictionary<CompressionType, ICompressionCodec>.Empty)
        .With(new GzipCodec())
        .With(new SnappyCodec())
        .With(new Lz4Codec())
        .With(new ZstdCodec());

    /// <summary>The types there is a codec for, in the order of their numbers.</summary>
    public IEnumerable<CompressionType> Types => _codecs.Keys;

    /// <summary>A set in which <paramref name="codec"/> serves its type, in place of the one that did before.</summary>
    /// <param name="codec">The codec; its type is a number from 1 to 7.</param>
    /// <exception cref="ArgumentException">Batches cannot name the codec's type.</exception>
    public CompressionCodecs With(ICompressionCodec codec)
    {
        ArgumentNullException.ThrowIfNull(codec);
        if (codec.Type is <= CompressionType.None or > (CompressionType)LargestNumber)
        {
            throw new ArgumentException($"A codec's number is between 1 and {LargestNumber}, not {(int)codec.Type}.", nameof(codec));
        }

        return new CompressionCodecs(_codecs.SetItem(codec.Type, codec));
    }

    /// <summary>The codec for a type, or null.</summary>
    /// <param name="type">The type.</param>
    public ICompressionCodec? Find(CompressionType type) => _codecs.GetValueOrDefault(type);
}
