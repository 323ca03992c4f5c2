namespace MiniKafka.Model;

/// <summary>
/// Java's hash of a string, and the order in which Java's hash maps are walked through. Choices of Kafka depend on the one that others must
/// be able to predict, and its answers on the other.
/// </summary>
internal static class JavaHash
{
    /// <summary>How many buckets a map has that was made for no certain number of keys.</summary>
    public const int DefaultTable = 16;

    public static int Of(string text)
    {
        var hash = 0;
        foreach (var unit in text)
        {
            hash = unchecked((31 * hash) + unit);
        }

        return hash;
    }

    /// <summary>How many buckets a map has that was made for that many keys.</summary>
    public static int TableFor(int count)
    {
        var table = 1;
        while (table < count)
        {
            table *= 2;
        }

        return table;
    }

    /// <summary>How many buckets a map has that was made as the copy of one with that many keys.</summary>
    public static int TableOfCopy(int count) => TableFor((count / 3 * 4) + (count % 3) + 1);

    /// <summary>
    /// What was put into a map, as Java walks through it: by buckets, in each in the order in which it was put. (A bucket of eight that Java
    /// makes a tree of is no exception here.)
    /// </summary>
    /// <param name="put">Keys, each once, in the order in which they were put.</param>
    /// <param name="hashOf">Java's hash of a key.</param>
    /// <param name="table">How many buckets the map was made with.</param>
    public static IReadOnlyList<T> Walk<T>(IReadOnlyCollection<T> put, Func<T, int> hashOf, int table = DefaultTable)
    {
        // A table is doubled as soon as it is filled to more than three quarters; that leaves the order in its buckets as it was.
        while (put.Count > (int)(table * 0.75))
        {
            table *= 2;
        }

        return [.. put.OrderBy(key => BucketOf(hashOf(key), table))];
    }

    private static int BucketOf(int hash, int table) => (hash ^ (hash >>> 16)) & (table - 1);
}
