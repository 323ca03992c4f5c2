using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Segments;

namespace MiniKafka.ClusterTests.Campaign.World;

/// <summary>
/// A disk that outlives the processes that work on it. When a process ends, its files are as they were; when the power fails,
/// what was not flushed is gone, all of it or from some byte on. Names outlive both. Who still has an ended process's files in
/// hand, such as a flush under way, gets an <see cref="IOException"/>. Other programs may hold some of its files, or all of them, which the system
/// tells by denying access.
/// </summary>
/// <param name="clock">Tells when files are written to.</param>
internal sealed class CrashableDisk(TimeProvider clock)
{
    private MemoryFileSystem _files = new(clock);
    private SortedDictionary<string, Medium> _media = new(StringComparer.Ordinal);
    private Mounted? _mounted;
    private string _heldPart = string.Empty;
    private DateTimeOffset _heldUntil;

    /// <summary>The disk for the next process; the one before has none any more.</summary>
    public IFileSystem Mount(bool mayBeHeld = true)
    {
        Unmount();
        if (_heldUntil == DateTimeOffset.MaxValue)
        {
            LetGo();
        }

        return _mounted = new Mounted(this, _files, mayBeHeld);
    }

    /// <summary>The process that worked on the disk is gone.</summary>
    public void Unmount() => _mounted?.End();

    /// <summary>Another program holds whatever has that in its path: for a while, or until the next process comes.</summary>
    public void Hold(string part, TimeSpan time) =>
        (_heldPart, _heldUntil) = (part, time == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : clock.GetUtcNow() + time);

    public void LetGo() => _heldUntil = default;

    /// <summary>The power failed: of what was not flushed each file keeps a beginning, often an empty one. Tells how many bytes are gone.</summary>
    public long LosePower(Random random)
    {
        Unmount();
        var lost = 0L;
        foreach (var (path, medium) in _media)
        {
            using var file = _files.Open(path, FileOpening.Existing);
            var unflushed = file.Length - medium.Flushed;
            var isTorn = random.Next(3) == 0;
            if (unflushed > 0)
            {
                var kept = isTorn ? random.NextInt64(unflushed) : 0;
                lost += unflushed - kept;
                file.Truncate(medium.Flushed + kept);
            }

            medium.Flushed = file.Length;
        }

        return lost;
    }

    /// <summary>While nobody works on the disk, some bytes of the last batch in a file are taken away. False when it has no batch.</summary>
    public bool CutLastBatch(string path, Random random)
    {
        if (!_files.FileExists(path))
        {
            return false;
        }

        using var file = _files.Open(path, FileOpening.Existing);
        using var scan = new BatchScanner(file, ScanDepth.Headers);
        var size = 0;
        while (scan.MoveNext())
        {
            size = scan.CurrentSize;
        }

        if (size > 0)
        {
            file.Truncate(file.Length - random.Next(1, size));
            _media[path].Flushed = file.Length;
        }

        return size > 0;
    }

    /// <summary>A backup of the files in a directory, by name.</summary>
    public IReadOnlyDictionary<string, byte[]> Copy(string directory) =>
        ListFiles(directory).ToDictionary(file => file.Name, file => _files.ReadAllBytes(Path.Combine(directory, file.Name)), StringComparer.Ordinal);

    /// <summary>While nobody works on the disk, a backup takes the place of the files in a directory, but for one of them.</summary>
    public void PutBack(string directory, IReadOnlyDictionary<string, byte[]> backup, string kept)
    {
        foreach (var path in ListFiles(directory).Where(file => file.Name != kept).Select(file => Path.Combine(directory, file.Name)))
        {
            _files.DeleteFile(path);
            _media.Remove(path);
        }

        foreach (var (name, bytes) in backup.Where(file => file.Key != kept).OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            var path = Path.Combine(directory, name);
            using var file = _files.Open(path, FileOpening.Empty);
            file.Append(bytes);
            _media[path] = new Medium { Flushed = file.Length };
        }
    }

    /// <summary>The files of a directory.</summary>
    public IReadOnlyList<FileEntry> ListFiles(string directory) => _files.DirectoryExists(directory) ? _files.ListFiles(directory) : [];

    /// <summary>A new disk takes the place of the broken one.</summary>
    public void Replace()
    {
        Discard();
        LetGo();
        (_files, _media) = (new MemoryFileSystem(clock), new SortedDictionary<string, Medium>(StringComparer.Ordinal));
    }

    /// <summary>Lets go of everything on the disk.</summary>
    public void Discard()
    {
        Unmount();
        foreach (var path in _media.Keys)
        {
            _files.DeleteFile(path);
        }

        _media.Clear();
    }

    private OpenFile Open(Mounted mounted, string path, FileOpening opening)
    {
        var file = _files.Open(path, opening);
        if (opening == FileOpening.Empty || !_media.TryGetValue(path, out var medium))
        {
            _media[path] = medium = new Medium();
        }

        return new OpenFile(mounted, file, medium);
    }

    private void Rename(string source, string destination)
    {
        if (_media.Remove(source, out var medium))
        {
            _media[destination] = medium;
        }
    }

    private void ThrowIfHeld(string path)
    {
        if (clock.GetUtcNow() < _heldUntil && path.Contains(_heldPart, StringComparison.Ordinal))
        {
            throw new UnauthorizedAccessException($"Access to the path '{path}' is denied.");
        }
    }

    private List<string> Within(string directory)
    {
        var prefix = directory + Path.DirectorySeparatorChar;
        return [.. _media.Keys.Where(path => path.StartsWith(prefix, StringComparison.Ordinal))];
    }

    /// <summary>What is known of a file below those who have it open.</summary>
    private sealed class Medium
    {
        public long Flushed { get; set; }
    }

    private sealed class Mounted(CrashableDisk disk, MemoryFileSystem files, bool mayBeHeld) : IFileSystem
    {
        private readonly List<IDisposable> _locks = [];
        private readonly List<OpenFile> _open = [];
        private bool _ended;

        public bool IsDurable => true;

        private MemoryFileSystem Files
        {
            get
            {
                ThrowIfEnded();
                return files;
            }
        }

        private MemoryFileSystem FilesUnlessHeld(string path)
        {
            ThrowIfEnded();
            ThrowIfHeld(path);
            return files;
        }

        private void ThrowIfHeld(string path)
        {
            if (mayBeHeld)
            {
                disk.ThrowIfHeld(path);
            }
        }

        public void End()
        {
            _ended = true;
            _locks.ForEach(held => held.Dispose());
            _locks.Clear();
            _open.ForEach(file => file.Dispose());
            _open.Clear();
        }

        public void ThrowIfEnded()
        {
            if (_ended)
            {
                throw new IOException("The process that worked on this disk is gone.");
            }
        }

        public bool FileExists(string path) => Files.FileExists(path);

        public bool DirectoryExists(string path) => Files.DirectoryExists(path);

        public void CreateDirectory(string path) => FilesUnlessHeld(path).CreateDirectory(path);

        public IReadOnlyList<FileEntry> ListFiles(string directory) => FilesUnlessHeld(directory).ListFiles(directory);

        public IReadOnlyList<string> ListDirectories(string directory) => FilesUnlessHeld(directory).ListDirectories(directory);

        public IFile Open(string path, FileOpening opening)
        {
            ThrowIfEnded();
            ThrowIfHeld(path);
            var file = disk.Open(this, path, opening);
            _open.Add(file);
            return file;
        }

        public long GetLastModifiedMs(string path) => Files.GetLastModifiedMs(path);

        public void SetLastModifiedMs(string path, long modifiedMs) => FilesUnlessHeld(path).SetLastModifiedMs(path, modifiedMs);

        public void MoveFile(string source, string destination)
        {
            ThrowIfHeld(destination);
            FilesUnlessHeld(source).MoveFile(source, destination);
            disk.Rename(source, destination);
        }

        public void DeleteFile(string path)
        {
            FilesUnlessHeld(path).DeleteFile(path);
            disk._media.Remove(path);
        }

        public void MoveDirectory(string source, string destination)
        {
            disk.Within(source).ForEach(ThrowIfHeld);
            FilesUnlessHeld(source).MoveDirectory(source, destination);
            disk.Within(source).ForEach(path => disk.Rename(path, string.Concat(destination, path.AsSpan(source.Length))));
        }

        public void DeleteDirectory(string path)
        {
            disk.Within(path).ForEach(ThrowIfHeld);
            FilesUnlessHeld(path).DeleteDirectory(path);
            disk.Within(path).ForEach(inside => disk._media.Remove(inside));
        }

        public void SyncDirectory(string path) => Files.SyncDirectory(path);

        public IDisposable? TryLock(string path, string self, out string holder)
        {
            var held = Files.TryLock(path, self, out holder);
            if (held is not null)
            {
                _locks.Add(held);
            }

            return held;
        }

        /// <summary>The same in every process.</summary>
        public bool MayHaveLost(string path) => true;

        public (long Total, long Usable) GetVolumeSize(string directory) => (-1, -1);
    }

    private sealed class OpenFile(Mounted mounted, IFile file, Medium medium) : IFile
    {
        public string Path => file.Path;

        public long Length => file.Length;

        public Span<byte> Reserve(int length) => Alive().Reserve(length);

        public void Commit(int length) => Alive().Commit(length);

        public SharedBytes Read(long position, int length) => Alive().Read(position, length);

        public int Read(long position, Span<byte> destination) => Alive().Read(position, destination);

        public void Truncate(long length)
        {
            Alive().Truncate(length);
            medium.Flushed = Math.Min(medium.Flushed, length);
        }

        public void Flush()
        {
            Alive().Flush();
            medium.Flushed = file.Length;
        }

        public void Dispose() => file.Dispose();

        private IFile Alive()
        {
            mounted.ThrowIfEnded();
            return file;
        }
    }
}
