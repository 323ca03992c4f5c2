using MiniKafka.Storage.Files;

namespace Disks;

/// <summary>
/// A file system where every open file is locked, as on Windows: it is neither renamed, replaced nor deleted, and no directory above it is
/// renamed or deleted. Who tries breaks the house rule; the exception is none that the product takes for a failed medium, so that
/// nothing handles it and the test fails.
/// </summary>
internal sealed class LockingFileSystem(IFileSystem inner) : IFileSystem
{
    private readonly Lock _guard = new();
    private readonly SortedDictionary<string, int> _open = new(StringComparer.Ordinal);

    /// <summary>Called with its path while a file is being forced, as if a loop ran on another thread meanwhile; null for nothing.</summary>
    public Action<string>? DuringFlush { get; set; }

    /// <summary>Called with its path while a file is being deleted, for which Windows opens it; null for nothing.</summary>
    public Action<string>? DuringDelete { get; set; }

    public bool IsDurable => inner.IsDurable;

    public SpaceAccount? Space => inner.Space;

    public void Count(string directory) => inner.Count(directory);

    public bool FileExists(string path) => inner.FileExists(path);

    public bool DirectoryExists(string path) => inner.DirectoryExists(path);

    public void CreateDirectory(string path) => inner.CreateDirectory(path);

    public IReadOnlyList<FileEntry> ListFiles(string directory) => inner.ListFiles(directory);

    public IReadOnlyList<string> ListDirectories(string directory) => inner.ListDirectories(directory);

    public IFile Open(string path, FileOpening opening)
    {
        var file = new LockedFile(this, inner.Open(path, opening), path);
        OnOpened(path);
        return file;
    }

    public long GetLastModifiedMs(string path) => inner.GetLastModifiedMs(path);

    public void SetLastModifiedMs(string path, long modifiedMs)
    {
        RefuseIfOpen("date", path);
        inner.SetLastModifiedMs(path, modifiedMs);
    }

    public void MoveFile(string source, string destination)
    {
        RefuseIfOpen("rename", source);
        RefuseIfOpen("replace", destination);
        inner.MoveFile(source, destination);
    }

    public void DeleteFile(string path)
    {
        RefuseIfOpen("delete", path);
        OnOpened(path);
        try
        {
            DuringDelete?.Invoke(path);
            inner.DeleteFile(path);
        }
        finally
        {
            OnClosed(path);
        }
    }

    public void MoveDirectory(string source, string destination)
    {
        RefuseIfOpenBelow("rename", source);
        inner.MoveDirectory(source, destination);
    }

    public void DeleteDirectory(string path)
    {
        RefuseIfOpenBelow("delete", path);
        inner.DeleteDirectory(path);
    }

    public void SyncDirectory(string path) => inner.SyncDirectory(path);

    public IDisposable? TryLock(string path, string self, out string holder) => inner.TryLock(path, self, out holder);

    public bool MayHaveLost(string path) => inner.MayHaveLost(path);

    public (long Total, long Usable) GetVolumeSize(string directory) => inner.GetVolumeSize(directory);

    /// <summary>A file lost its last use.</summary>
    public void OnClosed(string path)
    {
        lock (_guard)
        {
            if (--_open[path] == 0)
            {
                _open.Remove(path);
            }
        }
    }

    private void OnOpened(string path)
    {
        lock (_guard)
        {
            _open[path] = _open.GetValueOrDefault(path) + 1;
        }
    }

    private void RefuseIfOpen(string what, string path)
    {
        lock (_guard)
        {
            if (_open.ContainsKey(path))
            {
                throw new OpenFileException($"Somebody wants to {what} '{path}' while it is open.");
            }
        }
    }

    private void RefuseIfOpenBelow(string what, string directory)
    {
        lock (_guard)
        {
            if (_open.Keys.FirstOrDefault(path => path.StartsWith(directory + Path.DirectorySeparatorChar, StringComparison.Ordinal)) is { } open)
            {
                throw new OpenFileException($"Somebody wants to {what} '{directory}' while '{open}' is open.");
            }
        }
    }
}

/// <summary>Something was done to an open file that Windows would refuse.</summary>
internal sealed class OpenFileException(string message) : Exception(message);
