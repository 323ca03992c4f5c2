using System.Collections.Immutable;

namespace MiniKafka.Metadata.Images;

/// <summary>Whom a client quota is for: the named or default (null) user, client id or address, alone or together.</summary>
internal sealed class QuotaEntity : IComparable<QuotaEntity>, IEquatable<QuotaEntity>
{
    public QuotaEntity(IEnumerable<KeyValuePair<string, string?>> parts) => Parts = parts.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Names by kind: "user", "client-id", "ip".</summary>
    public ImmutableSortedDictionary<string, string?> Parts { get; }

    public int CompareTo(QuotaEntity? other)
    {
        if (other is null)
        {
            return 1;
        }

        foreach (var (mine, theirs) in Parts.Zip(other.Parts))
        {
            var kind = string.CompareOrdinal(mine.Key, theirs.Key);
            var order = kind != 0 ? kind : string.CompareOrdinal(mine.Value, theirs.Value);
            if (order != 0)
            {
                return order;
            }
        }

        return Parts.Count.CompareTo(other.Parts.Count);
    }

    public bool Equals(QuotaEntity? other) => CompareTo(other) == 0;

    public override bool Equals(object? obj) => obj is QuotaEntity other && Equals(other);

    public override int GetHashCode() => Parts.Count;

    public override string ToString() => string.Join(", ", Parts.Select(part => $"{part.Key}={part.Value ?? "<default>"}"));
}
