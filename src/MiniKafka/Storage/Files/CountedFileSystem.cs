namespace MiniKafka.Storage.Files;

/// <summary>
/// A file system of the machine, with the bytes of the log directories in it counted: once when a directory is opened, and from then on with every
/// change, so that nobody has to look again. Speaks as the machine does. Any thread may use it.
/// </summary>
internal sealed class CountedFileSystem(IFileSystem inner, SpaceShare share) : IFileSystem
{
    private readonly HashSet<string> _counted = new(StringComparer.Ordinal);

    public bool IsDurable => inner.IsDurable;

    public SpaceAccount Space => share.Account;

    public void Count(string directory)
    {
        share.Add(_counted.Contains(directory) ? 0 : BytesIn(directory));
        _counted.Add(directory);
    }

    public bool FileExists(string path) => inner.FileExists(path);

    public bool DirectoryExists(string path) => inner.DirectoryExists(path);

    public void CreateDirectory(string path) => inner.CreateDirectory(path);

    public IReadOnlyList<FileEntry> ListFiles(string directory) => inner.ListFiles(directory);

    public IReadOnlyList<string> ListDirectories(string directory) => inner.ListDirectories(directory);

    public IFile Open(string path, FileOpening opening)
    {
        var emptied = opening == FileOpening.Empty ? LengthOf(path) : 0;
        var file = new CountedFile(inner.Open(path, opening), share);
        share.Add(-emptied);
        return file;
    }

    public long GetLastModifiedMs(string path) => inner.GetLastModifiedMs(path);

    public void SetLastModifiedMs(string path, long modifiedMs) => inner.SetLastModifiedMs(path, modifiedMs);

    public void MoveFile(string source, string destination)
    {
        var replaced = LengthOf(destination);
        inner.MoveFile(source, destination);
        share.Add(-replaced);
    }

    public void DeleteFile(string path)
    {
        var deleted = LengthOf(path);
        inner.DeleteFile(path);
        share.Add(-deleted);
    }

    public void MoveDirectory(string source, string destination) => inner.MoveDirectory(source, destination);

    public void DeleteDirectory(string path)
    {
        var before = BytesIn(path);
        try
        {
            inner.DeleteDirectory(path);
        }
        finally
        {
            // Somebody may hold one of its files, while others are gone.
            share.Add(BytesIn(path) - before);
        }
    }

    public void SyncDirectory(string path) => inner.SyncDirectory(path);

    public IDisposable? TryLock(string path, string self, out string holder) => inner.TryLock(path, self, out holder);

    public bool MayHaveLost(string path) => inner.MayHaveLost(path);

    public (long Total, long Usable) GetVolumeSize(string directory) => inner.GetVolumeSize(directory);

    private long LengthOf(string path)
    {
        if (!inner.FileExists(path))
        {
            return 0;
        }

        using var file = inner.Open(path, FileOpening.Existing);
        return file.Length;
    }

    private long BytesIn(string directory) => inner.DirectoryExists(directory)
        ? inner.ListFiles(directory).Sum(static file => file.Length) + inner.ListDirectories(directory).Sum(name => BytesIn(Path.Combine(directory, name)))
        : 0;
}
