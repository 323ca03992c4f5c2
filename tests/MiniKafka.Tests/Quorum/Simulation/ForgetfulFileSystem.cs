using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage.Files;

namespace MiniKafka.Tests.Quorum.Simulation;

/// <summary>A medium on which a crash takes back whatever was not flushed. Names outlive the crash.</summary>
internal sealed class ForgetfulFileSystem : IFileSystem
{
    private readonly MemoryFileSystem _inner = new(new ManualTime());
    private readonly SortedDictionary<string, long> _flushed = new(StringComparer.Ordinal);

    public bool IsDurable => true;

    /// <summary>Bytes that crashes have taken back.</summary>
    public long Forgotten { get; private set; }

    public void Crash()
    {
        foreach (var (path, flushed) in _flushed)
        {
            using var file = _inner.Open(path, FileOpening.Existing);
            Forgotten += Math.Max(0, file.Length - flushed);
            file.Truncate(flushed);
        }
    }

    public bool FileExists(string path) => _inner.FileExists(path);

    public bool DirectoryExists(string path) => _inner.DirectoryExists(path);

    public void CreateDirectory(string path) => _inner.CreateDirectory(path);

    public IReadOnlyList<FileEntry> ListFiles(string directory) => _inner.ListFiles(directory);

    public IReadOnlyList<string> ListDirectories(string directory) => _inner.ListDirectories(directory);

    public IFile Open(string path, FileOpening opening)
    {
        if (opening == FileOpening.Empty || !_flushed.ContainsKey(path))
        {
            _flushed[path] = opening == FileOpening.Empty || !_inner.FileExists(path) ? 0 : _inner.Open(path, FileOpening.Existing).Length;
        }

        return new TrackedFile(this, path, _inner.Open(path, opening));
    }

    public long GetLastModifiedMs(string path) => _inner.GetLastModifiedMs(path);

    public void SetLastModifiedMs(string path, long modifiedMs) => _inner.SetLastModifiedMs(path, modifiedMs);

    public void MoveFile(string source, string destination)
    {
        _inner.MoveFile(source, destination);
        if (_flushed.Remove(source, out var flushed))
        {
            _flushed[destination] = flushed;
        }
    }

    public void DeleteFile(string path)
    {
        _inner.DeleteFile(path);
        _flushed.Remove(path);
    }

    public void MoveDirectory(string source, string destination) => _inner.MoveDirectory(source, destination);

    public void DeleteDirectory(string path) => _inner.DeleteDirectory(path);

    public void SyncDirectory(string path) => _inner.SyncDirectory(path);

    public IDisposable? TryLock(string path, string self, out string holder) => _inner.TryLock(path, self, out holder);

    public bool MayHaveLost(string path) => true;

    public (long Total, long Usable) GetVolumeSize(string directory) => _inner.GetVolumeSize(directory);

    private sealed class TrackedFile(ForgetfulFileSystem owner, string path, IFile inner) : IFile
    {
        public string Path => path;

        public long Length => inner.Length;

        public Span<byte> Reserve(int length) => inner.Reserve(length);

        public void Commit(int length) => inner.Commit(length);

        public SharedBytes Read(long position, int length) => inner.Read(position, length);

        public int Read(long position, Span<byte> destination) => inner.Read(position, destination);

        public void Truncate(long length)
        {
            inner.Truncate(length);
            if (owner._flushed.TryGetValue(Path, out var flushed))
            {
                owner._flushed[Path] = Math.Min(flushed, length);
            }
        }

        public void Flush()
        {
            inner.Flush();
            owner._flushed[Path] = inner.Length;
        }

        public void Dispose() => inner.Dispose();
    }
}
