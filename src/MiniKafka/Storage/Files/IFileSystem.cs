namespace MiniKafka.Storage.Files;

/// <summary>How <see cref="IFileSystem.Open"/> treats a file that exists or does not.</summary>
internal enum FileOpening
{
    /// <summary>The file must exist.</summary>
    Existing,

    /// <summary>Opened when it exists, created otherwise.</summary>
    ExistingOrNew,

    /// <summary>Created, or emptied when it exists.</summary>
    Empty,
}

/// <summary>
/// Where logs live: memory, disk, or a test's misbehaving disk. Names are listed in ordinal order, so that two runs see
/// the same. A file or directory is renamed or deleted only while nobody has it open, because Windows refuses otherwise.
/// Every member throws <see cref="IOException"/> when the medium fails. What needs room throws <see cref="DiskFullException"/> when there is none:
/// opening, making, and renaming a file; whatever touches a name throws <see cref="FileHeldException"/> when somebody else holds the file or
/// directory. Then nothing has changed. Want of room while a directory is renamed, or bytes or a cut are forced onto the medium, is a failure like
/// any other, since what is on the medium then is unknown. A raw file system says all that in the system's words, access denied among them;
/// <see cref="TranslatingFileSystem"/> translates.
/// </summary>
internal interface IFileSystem
{
    /// <summary>True when what was flushed outlives the process.</summary>
    bool IsDurable { get; }

    /// <summary>Counts the memory, or the bytes on disk, that the files take; null when nobody bounds that.</summary>
    SpaceAccount? Space => null;

    bool FileExists(string path);

    bool DirectoryExists(string path);

    /// <summary>Creates a directory and its missing parents.</summary>
    void CreateDirectory(string path);

    /// <summary>Names (not paths) and sizes of the files in a directory, ordered by name.</summary>
    IReadOnlyList<FileEntry> ListFiles(string directory);

    /// <summary>Names (not paths) of the directories in a directory, ordered.</summary>
    IReadOnlyList<string> ListDirectories(string directory);

    /// <summary>
    /// Where files lie that were written before: what is in a directory, and in those below it, is counted from now on. Asked for a second time, because
    /// opening the directory had to be tried again, it counts nothing twice. Called on the broker's loop.
    /// </summary>
    void Count(string directory)
    {
    }

    IFile Open(string path, FileOpening opening);

    /// <summary>When a file was last written to or cut, in milliseconds since 1970.</summary>
    long GetLastModifiedMs(string path);

    /// <summary>Says so of a file that nobody has open: it takes the place of one that was last written to then.</summary>
    void SetLastModifiedMs(string path, long modifiedMs);

    /// <summary>Renames a file and replaces what had the new name.</summary>
    void MoveFile(string source, string destination);

    void DeleteFile(string path);

    void MoveDirectory(string source, string destination);

    /// <summary>Deletes a directory with everything in it.</summary>
    void DeleteDirectory(string path);

    /// <summary>Forces the names in a directory onto the medium.</summary>
    void SyncDirectory(string path);

    /// <summary>
    /// Claims a path for this process until the result is disposed. Null when somebody else holds it; then
    /// <paramref name="holder"/> is what the holder wrote about itself.
    /// </summary>
    IDisposable? TryLock(string path, string self, out string holder);

    /// <summary>
    /// Whether the system itself may have gone down since a file was last written to, so that bytes that were not forced may be missing. The end of a
    /// process alone loses none.
    /// </summary>
    bool MayHaveLost(string path);

    /// <summary>Total and usable bytes of the volume that holds a directory; -1 for unknown.</summary>
    (long Total, long Usable) GetVolumeSize(string directory);
}

/// <summary>A file's name and its size when it was listed.</summary>
internal readonly record struct FileEntry(string Name, long Length);
