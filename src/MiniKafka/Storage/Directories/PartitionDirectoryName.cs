using System.Globalization;
using MiniKafka.Model;
using MiniKafka.Storage.Files;

namespace MiniKafka.Storage.Directories;

/// <summary>
/// The names of partition directories: <c>topic-0</c>, <c>topic-0.HEX-future</c> while a copy is being made in another log directory, 
/// <c>topic-0.HEX-stray</c> for a replica that the cluster knows nothing of, and <c>topic-0.HEX-delete</c> once it shall go.
/// </summary>
internal static class PartitionDirectoryName
{
    private const int LongestName = 255;
    private const string FutureSuffix = "-future";
    private const string StraySuffix = "-stray";
    private const int UniqueLength = 32;

    /// <summary>The partition a directory belongs to; false when the name says something else.</summary>
    public static bool TryParse(string name, out TopicPartition partition)
    {
        var dash = name.LastIndexOf('-');
        if (dash > 0 && int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            partition = new TopicPartition(name[..dash], index);
            return true;
        }

        partition = default;
        return false;
    }

    public static bool IsDeleted(string name) => name.EndsWith(DelayedDeletion.DirectorySuffix, StringComparison.Ordinal);

    /// <summary>The partition a copy belongs to; false when the name says something else.</summary>
    public static bool TryParseFuture(string name, out TopicPartition partition)
    {
        partition = default;
        return name.EndsWith(FutureSuffix, StringComparison.Ordinal)
            && name.LastIndexOf('.') is var dot and > 0
            && TryParse(name[..dot], out partition);
    }

    /// <summary>Whether a copy's name would be longer than file systems allow.</summary>
    public static bool IsTooLongForFuture(TopicPartition partition) =>
        partition.ToString().Length + 1 + UniqueLength + FutureSuffix.Length > LongestName;

    /// <summary>A new name for a partition's copy.</summary>
    public static string ForFuture(TopicPartition partition, Uuid unique) =>
        string.Create(CultureInfo.InvariantCulture, $"{partition}.{unique.High:x16}{unique.Low:x16}{FutureSuffix}");

    /// <summary>A new name for a directory that shall be deleted, different from all earlier ones.</summary>
    public static string ForDeletion(TopicPartition partition, Uuid unique) => Of(partition, unique, DelayedDeletion.DirectorySuffix);

    /// <summary>A new name for the directory of a replica that the cluster knows nothing of.</summary>
    public static string ForStray(TopicPartition partition, Uuid unique) => Of(partition, unique, StraySuffix);

    private static string Of(TopicPartition partition, Uuid unique, string kind)
    {
        var suffix = string.Create(CultureInfo.InvariantCulture, $".{unique.High:x16}{unique.Low:x16}{kind}");
        var name = partition.ToString();
        return string.Concat(name.AsSpan(0, Math.Min(name.Length, LongestName - suffix.Length)), suffix);
    }
}
