namespace MiniKafka.Storage.Files;

/// <summary>
/// The second step of a deletion: files and directories that were renamed to something <c>-delete</c> or <c>.deleted</c> go
/// after a while, when no reader has them open any more. Owned by the broker's loop. What is not due at a stop is removed at
/// the next start, where the names tell. In memory nothing has to wait: whoever still reads has a hold of its own.
/// </summary>
internal sealed class DelayedDeletion(IFileSystem fileSystem)
{
    public const string FileSuffix = ".deleted";
    public const string DirectorySuffix = "-delete";

    private readonly List<Entry> _entries = [];

    public int Count => _entries.Count;

    /// <summary>Renames a file of a log out of the way and notes when it may go.</summary>
    public void AddFile(string path, long dueMs, LogJobs jobs)
    {
        if (!fileSystem.IsDurable)
        {
            fileSystem.DeleteFileIfExists(path);
        }
        else if (fileSystem.FileExists(path))
        {
            try
            {
                fileSystem.MoveFile(path, path + FileSuffix);
                _entries.Add(new Entry(path + FileSuffix, dueMs, jobs));
            }
            catch (DiskFullException)
            {
                // Not even the longer name fits: space is needed more than the delay.
                fileSystem.DeleteFile(path);
            }
        }
    }

    /// <summary>Notes when a directory, renamed already, may go.</summary>
    public void AddDirectory(string path, long dueMs)
    {
        if (!fileSystem.IsDurable)
        {
            fileSystem.DeleteDirectory(path);
        }
        else
        {
            _entries.Add(new Entry(path, dueMs, Jobs: null));
        }
    }

    /// <summary>Takes out what is due, to be deleted on a worker by <see cref="Delete"/>.</summary>
    public IReadOnlyList<Entry> TakeDue(long nowMs)
    {
        List<Entry> due = [.. _entries.Where(entry => entry.DueMs <= nowMs)];
        _entries.RemoveAll(entry => entry.DueMs <= nowMs);
        return due;
    }

    /// <summary>
    /// Deletes files and directories; one that is gone already, with its directory perhaps, is no failure. Returns what somebody else holds.
    /// </summary>
    public IReadOnlyList<Entry> Delete(IReadOnlyList<Entry> entries)
    {
        var held = new List<Entry>();
        foreach (var entry in entries)
        {
            try
            {
                DeleteOne(entry);
            }
            catch (FileHeldException)
            {
                held.Add(entry);
            }
        }

        return held;
    }

    /// <summary>Notes once more what could not be deleted.</summary>
    public void Again(Entry entry, long dueMs) => _entries.Add(entry with { DueMs = dueMs, SinceMs = entry.SinceMs ?? entry.DueMs });

    private void DeleteOne(Entry entry)
    {
        if (entry.Jobs is null && fileSystem.DirectoryExists(entry.Path))
        {
            fileSystem.DeleteDirectory(entry.Path);
        }
        else if (entry.Jobs is not null)
        {
            fileSystem.DeleteFileIfExists(entry.Path);
        }
    }

    /// <summary>Something that goes at a time: a file of a log, whose directory must keep its name meanwhile, or without a log a directory.</summary>
    public readonly record struct Entry(string Path, long DueMs, LogJobs? Jobs)
    {
        /// <summary>Since when it cannot be deleted because somebody holds it.</summary>
        public long? SinceMs { get; init; }
    }
}
