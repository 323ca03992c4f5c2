namespace MiniKafka.Storage.Files;

/// <summary>
/// Files and directories in memory. They outlive the broker that wrote them, so a broker that is killed and started again
/// on the same instance finds its data; disposing lets go of it, but for what somebody still has open or reads. The names may be
/// used by the loop and by workers at once and are guarded by a lock.
/// </summary>
/// <param name="clock">Tells when files are written to.</param>
/// <param name="account">Counts what the files hold; without one they may hold as much as there is.</param>
internal sealed class MemoryFileSystem(TimeProvider clock, SpaceAccount? account = null) : IFileSystem, IDisposable
{
    private readonly SpaceAccount _account = account ?? SpaceAccount.OfMemory(long.MaxValue);
    private readonly Lock _guard = new();
    private readonly SortedDictionary<string, SortedDictionary<string, MemoryFileBytes>> _directories = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _locks = new(StringComparer.Ordinal);

    public bool IsDurable => false;

    public SpaceAccount Space => _account;

    /// <summary>What the files hold that have a name.</summary>
    public long HeldBytes
    {
        get
        {
            lock (_guard)
            {
                return _directories.Values.SelectMany(static files => files.Values).Sum(static file => file.HeldBytes);
            }
        }
    }

    public bool FileExists(string path)
    {
        lock (_guard)
        {
            return _directories.TryGetValue(DirectoryOf(path), out var files) && files.ContainsKey(Path.GetFileName(path));
        }
    }

    public bool DirectoryExists(string path)
    {
        lock (_guard)
        {
            return _directories.ContainsKey(path);
        }
    }

    public void CreateDirectory(string path)
    {
        lock (_guard)
        {
            for (string? directory = path; !string.IsNullOrEmpty(directory) && !_directories.ContainsKey(directory); directory = Path.GetDirectoryName(directory))
            {
                _directories[directory] = new SortedDictionary<string, MemoryFileBytes>(StringComparer.Ordinal);
            }
        }
    }

    public IReadOnlyList<FileEntry> ListFiles(string directory)
    {
        lock (_guard)
        {
            return [.. FilesOf(directory).Select(file => new FileEntry(file.Key, file.Value.Length))];
        }
    }

    public IReadOnlyList<string> ListDirectories(string directory)
    {
        lock (_guard)
        {
            return [.. _directories.Keys.Where(path => path != directory && DirectoryOf(path) == directory).Select(path => Path.GetFileName(path))];
        }
    }

    public IFile Open(string path, FileOpening opening)
    {
        lock (_guard)
        {
            var files = FilesOf(DirectoryOf(path));
            var name = Path.GetFileName(path);
            if (files.TryGetValue(name, out var bytes) && opening != FileOpening.Empty)
            {
                return new MemoryFile(path, bytes);
            }

            if (opening == FileOpening.Existing)
            {
                throw Missing(path);
            }

            bytes?.Release();
            return new MemoryFile(path, files[name] = new MemoryFileBytes(clock, _account));
        }
    }

    public long GetLastModifiedMs(string path)
    {
        lock (_guard)
        {
            return Find(path).ModifiedMs;
        }
    }

    public void SetLastModifiedMs(string path, long modifiedMs)
    {
        lock (_guard)
        {
            Find(path).ModifiedMs = modifiedMs;
        }
    }

    public void MoveFile(string source, string destination)
    {
        lock (_guard)
        {
            if (!FilesOf(DirectoryOf(source)).Remove(Path.GetFileName(source), out var file))
            {
                throw Missing(source);
            }

            var files = FilesOf(DirectoryOf(destination));
            files.GetValueOrDefault(Path.GetFileName(destination))?.Release();
            files[Path.GetFileName(destination)] = file;
        }
    }

    public void DeleteFile(string path)
    {
        lock (_guard)
        {
            if (!FilesOf(DirectoryOf(path)).Remove(Path.GetFileName(path), out var file))
            {
                throw Missing(path);
            }

            file.Release();
        }
    }

    public void MoveDirectory(string source, string destination)
    {
        lock (_guard)
        {
            if (_directories.ContainsKey(destination))
            {
                throw new IOException($"'{destination}' exists already.");
            }

            foreach (var path in Tree(source))
            {
                _directories.Remove(path, out var files);
                _directories[string.Concat(destination, path.AsSpan(source.Length))] = files!;
            }
        }
    }

    public void DeleteDirectory(string path)
    {
        lock (_guard)
        {
            foreach (var inside in Tree(path))
            {
                _directories.Remove(inside, out var files);
                foreach (var file in files!.Values)
                {
                    file.Release();
                }
            }
        }
    }

    public void SyncDirectory(string path)
    {
    }

    public IDisposable? TryLock(string path, string self, out string holder)
    {
        lock (_guard)
        {
            if (_locks.TryGetValue(path, out holder!))
            {
                return null;
            }

            holder = self;
            _locks[path] = self;
            return new HeldLock(this, path);
        }
    }

    public bool MayHaveLost(string path) => false;

    /// <summary>The volume is the memory that files may take of what this process may use.</summary>
    public (long Total, long Usable) GetVolumeSize(string directory)
    {
        var total = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return (Math.Min(total, _account.MostBytes), Math.Max(0, Math.Min(_account.FreeBytes, total - GC.GetTotalMemory(forceFullCollection: false))));
    }

    public void Dispose()
    {
        lock (_guard)
        {
            foreach (var file in _directories.Values.SelectMany(static files => files.Values))
            {
                file.Release();
            }

            _directories.Clear();
        }
    }

    private MemoryFileBytes Find(string path) => FilesOf(DirectoryOf(path)).GetValueOrDefault(Path.GetFileName(path)) ?? throw Missing(path);

    private SortedDictionary<string, MemoryFileBytes> FilesOf(string directory) => _directories.TryGetValue(directory, out var files)
        ? files
        : throw new DirectoryNotFoundException($"There is no directory '{directory}'.");

    private List<string> Tree(string root)
    {
        var below = root + Path.DirectorySeparatorChar;
        List<string> paths = [.. _directories.Keys.Where(path => path == root || path.StartsWith(below, StringComparison.Ordinal))];
        return paths.Count > 0 ? paths : throw new DirectoryNotFoundException($"There is no directory '{root}'.");
    }

    private static string DirectoryOf(string path) => Path.GetDirectoryName(path) ?? string.Empty;

    private static FileNotFoundException Missing(string path) => new($"There is no file '{path}'.");

    private sealed class HeldLock(MemoryFileSystem owner, string path) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._guard)
            {
                owner._locks.Remove(path);
            }
        }
    }
}
