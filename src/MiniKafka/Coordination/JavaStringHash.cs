namespace MiniKafka.Coordination;

/// <summary>Java's hash of a string, on which some of Kafka's choices depend that others must be able to predict.</summary>
internal static class JavaStringHash
{
    private const int SmallestTable = 16;

    public static int Of(string text)
    {
        var hash = 0;
        foreach (var unit in text)
        {
            hash = unchecked((31 * hash) + unit);
        }

        return hash;
    }

    /// <summary>Where a string stands among the keys of a Java hash map: by these numbers its keys are walked through.</summary>
    /// <param name="text">One of the keys.</param>
    /// <param name="count">How many keys the map has.</param>
    public static int BucketOf(string text, int count)
    {
        // A table grows before it is filled to more than three quarters.
        var table = SmallestTable;
        while (count > table / 4 * 3)
        {
            table *= 2;
        }

        var hash = Of(text);
        return (hash ^ (hash >>> 16)) & (table - 1);
    }
}
