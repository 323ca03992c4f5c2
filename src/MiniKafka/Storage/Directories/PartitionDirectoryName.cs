using System.Globalization;
using MiniKafka.Model;
using MiniKafka.Storage.Files;

namespace MiniKafka.Storage.Directories;

/// <summary>The names of partition directories: <c>topic-0</c>, and <c>topic-0.HEX-delete</c> once it shall go.</summary>
internal static class PartitionDirectoryName
{
    private const int LongestName = 255;

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

    /// <summary>A new name for a directory that shall be deleted, different from all earlier ones.</summary>
    public static string ForDeletion(TopicPartition partition, Uuid unique)
    {
        var suffix = string.Create(CultureInfo.InvariantCulture, $".{unique.High:x16}{unique.Low:x16}{DelayedDeletion.DirectorySuffix}");
        var name = partition.ToString();
        return string.Concat(name.AsSpan(0, Math.Min(name.Length, LongestName - suffix.Length)), suffix);
    }
}
