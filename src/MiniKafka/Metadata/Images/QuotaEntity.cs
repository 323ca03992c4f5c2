using System.Collections.Immutable;
using MiniKafka.Model;

namespace MiniKafka.Metadata.Images;

/// <summary>Whom a client quota is for: the named or default (null) user, client id or address, alone or together.</summary>
internal sealed class QuotaEntity : IEquatable<QuotaEntity>
{
    public QuotaEntity(IEnumerable<KeyValuePair<string, string?>> parts) => Parts = parts.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Names by kind: "user", "client-id", "ip"; sorted, which is also how Java walks through these three.</summary>
    public ImmutableSortedDictionary<string, string?> Parts { get; }

    /// <summary>What Java would hash it to.</summary>
    public int JavaHashCode => Parts.Aggregate(31, static (hash, part) => unchecked(hash + (JavaHash.Of(part.Key) ^ (part.Value is { } name ? JavaHash.Of(name) : 0))));

    public bool Equals(QuotaEntity? other) => other is not null && Parts.SequenceEqual(other.Parts);

    public override bool Equals(object? obj) => Equals(obj as QuotaEntity);

    public override int GetHashCode() => JavaHashCode;

    public override string ToString() => string.Join(", ", Parts.Select(part => $"{part.Key}={part.Value ?? "<default>"}"));
}
