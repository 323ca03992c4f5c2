using System.Collections.Immutable;
using MiniKafka.Model;

namespace MiniKafka.Metadata.Images;

/// <summary>The ids of log directories that stand for something else than a directory (KIP-858).</summary>
internal static class LogDirectoryId
{
    /// <summary>The broker has not said yet where its replica is.</summary>
    public static Uuid Unassigned => Uuid.Zero;

    /// <summary>The replica was in a directory that nobody knows any more.</summary>
    public static Uuid Lost { get; } = new(0, 1);

    /// <summary>The replica is from before directories had ids.</summary>
    public static Uuid Migrating { get; } = new(0, 2);

    /// <summary>True for an id that names a directory.</summary>
    public static bool IsDirectory(Uuid id) => id != Unassigned && id != Lost && id != Migrating;

    /// <summary>Whether a replica said to be there can be served, given the directories that work; none known means nobody told.</summary>
    public static bool IsOnline(Uuid id, ImmutableArray<Uuid> working) =>
        id == Unassigned || id == Migrating || (id != Lost && (working.IsEmpty || working.Contains(id)));
}
