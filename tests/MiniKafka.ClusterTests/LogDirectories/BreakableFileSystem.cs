using System.Collections.Concurrent;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage.Files;

namespace MiniKafka.ClusterTests.LogDirectories;

/// <summary>
/// The machine's files, of which some stop working: whatever is done below a broken path fails as on a dead disk, below a full one what needs
/// room, and below a denied one what touches a name, for which the system has an exception of its own. Any thread may use it.
/// </summary>
internal sealed class BreakableFileSystem : IFileSystem
{
    private readonly DiskFileSystem _disk = new();
    private readonly ConcurrentDictionary<string, bool> _broken = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _full = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _denied = new(StringComparer.Ordinal);

    public bool IsDurable => true;

    public void Break(string path) => _broken[path] = true;

    public void Mend(string path) => _broken.TryRemove(path, out _);

    public void Fill(string path) => _full[path] = true;

    public void MakeRoom(string path) => _full.TryRemove(path, out _);

    public void Deny(string path) => _denied[path] = true;

    public void Allow(string path) => _denied.TryRemove(path, out _);

    public bool FileExists(string path) => _disk.FileExists(path);

    public bool DirectoryExists(string path) => _disk.DirectoryExists(path);

    public void CreateDirectory(string path)
    {
        CheckAccess(path);
        CheckRoom(path);
        _disk.CreateDirectory(path);
    }

    public IReadOnlyList<FileEntry> ListFiles(string directory)
    {
        CheckAccess(directory);
        return _disk.ListFiles(directory);
    }

    public IReadOnlyList<string> ListDirectories(string directory)
    {
        CheckAccess(directory);
        return _disk.ListDirectories(directory);
    }

    public IFile Open(string path, FileOpening opening)
    {
        CheckAccess(path);
        if (opening != FileOpening.Existing && !_disk.FileExists(path))
        {
            CheckRoom(path);
        }

        return new BreakableFile(this, _disk.Open(path, opening));
    }

    public long GetLastModifiedMs(string path)
    {
        CheckAccess(path);
        return _disk.GetLastModifiedMs(path);
    }

    public void SetLastModifiedMs(string path, long modifiedMs)
    {
        CheckAccess(path);
        _disk.SetLastModifiedMs(path, modifiedMs);
    }

    public void MoveFile(string source, string destination)
    {
        CheckAccess(source);
        _disk.MoveFile(source, destination);
    }

    public void DeleteFile(string path)
    {
        CheckAccess(path);
        _disk.DeleteFile(path);
    }

    public void MoveDirectory(string source, string destination)
    {
        CheckAccess(source);
        _disk.MoveDirectory(source, destination);
    }

    public void DeleteDirectory(string path)
    {
        CheckAccess(path);
        _disk.DeleteDirectory(path);
    }

    public void SyncDirectory(string path)
    {
        Check(path);
        _disk.SyncDirectory(path);
    }

    public IDisposable? TryLock(string path, string self, out string holder)
    {
        Check(path);
        return _disk.TryLock(path, self, out holder);
    }

    public bool MayHaveLost(string path) => _disk.MayHaveLost(path);

    public (long Total, long Usable) GetVolumeSize(string directory)
    {
        Check(directory);
        return _disk.GetVolumeSize(directory);
    }

    private void Check(string path)
    {
        if (_broken.Keys.Any(broken => path.StartsWith(broken, StringComparison.Ordinal)))
        {
            throw new IOException($"Input/output error: {path}");
        }
    }

    private void CheckAccess(string path)
    {
        Check(path);
        if (_denied.Keys.Any(denied => path.StartsWith(denied, StringComparison.Ordinal)))
        {
            throw new UnauthorizedAccessException($"Access to the path '{path}' is denied.");
        }
    }

    private void CheckRoom(string path)
    {
        if (_full.Keys.Any(full => path.StartsWith(full, StringComparison.Ordinal)))
        {
            throw new DiskFullException(path, new IOException("No space left on device"));
        }
    }

    private sealed class BreakableFile(BreakableFileSystem owner, IFile file) : IFile
    {
        public string Path => file.Path;

        public long Length => file.Length;

        public Span<byte> Reserve(int length) => file.Reserve(length);

        public void Commit(int length)
        {
            owner.Check(Path);
            owner.CheckRoom(Path);
            file.Commit(length);
        }

        public void Append(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body)
        {
            owner.Check(Path);
            owner.CheckRoom(Path);
            file.Append(head, body);
        }

        public SharedBytes Read(long position, int length)
        {
            owner.Check(Path);
            return file.Read(position, length);
        }

        public int Read(long position, Span<byte> destination)
        {
            owner.Check(Path);
            return file.Read(position, destination);
        }

        public void Truncate(long length)
        {
            owner.Check(Path);
            file.Truncate(length);
        }

        public void Flush()
        {
            owner.Check(Path);
            file.Flush();
        }

        public void Dispose() => file.Dispose();
    }
}
