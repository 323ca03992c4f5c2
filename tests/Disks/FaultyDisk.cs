using MiniKafka.Storage.Files;

namespace Disks;

/// <summary>
/// A disk that does what disks may, and outlives the processes that work on it: it forgets what was not flushed, page by page; it forgets names
/// whose directory was not synced, the newest first; it fails any call; it fills up; it flips bits in files that can be rebuilt. It may ignore the
/// case of names. And other programs hold files on it, which it says in the system's words: access denied.
/// </summary>
internal sealed partial class FaultyDisk(bool ignoresCase = false) : IFileSystem
{
    private readonly SortedDictionary<string, FaultyDirectory> _directories = new(ComparerOf(ignoresCase));
    private readonly SortedSet<string> _locks = new(StringComparer.Ordinal);
    private readonly List<(string Source, string Destination)> _unsyncedMoves = [];
    private MountedDisk? _mounted;

    public bool IsDurable => true;

    /// <summary>Tells when files are written to, and how long others hold them; null where that does not matter.</summary>
    public TimeProvider? Clock { get; set; }

    public long NowMs => Clock?.GetUtcNow().ToUnixTimeMilliseconds() ?? 0;

    /// <summary>The disk for the next process that works on it; the one before has none any more.</summary>
    public IFileSystem Mount()
    {
        Unmount();
        return _mounted = new MountedDisk(this);
    }

    /// <summary>The process that worked on the disk is gone. Its files are as they were.</summary>
    public void Unmount() => _mounted?.End();

    public bool FileExists(string path) => Find(path) is not null;

    public bool DirectoryExists(string path) => _directories.ContainsKey(path);

    public void CreateDirectory(string path)
    {
        for (string? directory = path; !string.IsNullOrEmpty(directory) && !_directories.ContainsKey(directory); directory = Path.GetDirectoryName(directory))
        {
            BeforeCall(directory);
            BeforeTouchingName(directory);
            BeforeTakingRoom(directory);
            _directories[directory] = new FaultyDirectory(ComparerOf(ignoresCase));
        }
    }

    public IReadOnlyList<FileEntry> ListFiles(string directory)
    {
        BeforeCall(directory);
        Held.ThrowIfHeld(directory, Clock);
        return [.. DirectoryAt(directory).Files.Select(file => new FileEntry(file.Key, file.Value.Length))];
    }

    public IReadOnlyList<string> ListDirectories(string directory)
    {
        Held.ThrowIfHeld(directory, Clock);
        return [.. _directories.Keys.Where(path => Path.GetDirectoryName(path) == directory).Select(path => Path.GetFileName(path))];
    }

    public IFile Open(string path, FileOpening opening)
    {
        BeforeCall(path);
        BeforeTouchingName(path);
        var directory = DirectoryOf(path);
        if (Find(path) is { } found)
        {
            if (opening == FileOpening.Empty)
            {
                found.Truncate(0);
            }

            return found;
        }

        if (opening == FileOpening.Existing)
        {
            throw new FileNotFoundException(path);
        }

        BeforeTakingRoom(path);
        var file = new FaultyFile(this, path);
        directory.Set(Path.GetFileName(path), file);
        return file;
    }

    public long GetLastModifiedMs(string path) => Existing(path).ModifiedMs;

    public void SetLastModifiedMs(string path, long modifiedMs)
    {
        BeforeCall(path);
        BeforeTouchingName(path);
        Existing(path).ModifiedMs = modifiedMs;
    }

    public void MoveFile(string source, string destination)
    {
        BeforeCall(source);
        BeforeTouchingName(source);
        BeforeTouchingName(destination);
        var file = Existing(source);
        if (destination.Length > source.Length)
        {
            BeforeTakingRoom(destination);
        }

        DirectoryOf(source).Move(Path.GetFileName(source), Path.GetFileName(destination));
        file.Path = destination;
    }

    public void DeleteFile(string path)
    {
        BeforeCall(path);
        BeforeTouchingName(path);
        DirectoryOf(path).Remove(Path.GetFileName(path));
    }

    public void MoveDirectory(string source, string destination)
    {
        BeforeTouchingTree(source);
        BeforeFlush(source);
        if (_directories.ContainsKey(destination))
        {
            throw new IOException($"'{destination}' exists already.");
        }

        Rename(source, destination);
        _unsyncedMoves.Add((source, destination));
    }

    public void DeleteDirectory(string path)
    {
        BeforeCall(path);
        BeforeTouchingTree(path);
        Tree(path).ForEach(directory => _directories.Remove(directory));
        _unsyncedMoves.RemoveAll(move => move.Destination == path);
    }

    public void SyncDirectory(string path)
    {
        BeforeFlush(path);
        DirectoryAt(path).Sync();
        _unsyncedMoves.RemoveAll(move => Path.GetDirectoryName(move.Source) == path);
    }

    public IDisposable? TryLock(string path, string self, out string holder)
    {
        holder = self;
        return _locks.Add(path) ? new HeldLock(() => _locks.Remove(path)) : null;
    }

    /// <summary>A crash takes the system down with the broker.</summary>
    public bool MayHaveLost(string path) => true;

    public (long Total, long Usable) GetVolumeSize(string directory) => (-1, -1);

    private void Rename(string source, string destination)
    {
        foreach (var path in Tree(source))
        {
            _directories.Remove(path, out var directory);
            MoveTo(string.Concat(destination, path.AsSpan(source.Length)), directory!);
        }
    }

    private void MoveTo(string path, FaultyDirectory directory)
    {
        _directories[path] = directory;
        foreach (var (name, file) in directory.Files)
        {
            file.Path = Path.Combine(path, name);
        }
    }

    /// <summary>A directory and those below it.</summary>
    private List<string> Tree(string root)
    {
        var below = root + Path.DirectorySeparatorChar;
        return [.. _directories.Keys.Where(path => path == root || path.StartsWith(below, StringComparison.Ordinal))];
    }

    private FaultyDirectory DirectoryAt(string path) => _directories.GetValueOrDefault(path) ?? throw new DirectoryNotFoundException(path);

    private FaultyDirectory DirectoryOf(string path) => DirectoryAt(Path.GetDirectoryName(path)!);

    private FaultyFile Existing(string path) => Find(path) ?? throw new FileNotFoundException(path);

    private FaultyFile? Find(string path) =>
        _directories.TryGetValue(Path.GetDirectoryName(path)!, out var directory) ? directory.Files.GetValueOrDefault(Path.GetFileName(path)) : null;

    private static StringComparer ComparerOf(bool ignoresCase) => ignoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    private sealed class HeldLock(Action release) : IDisposable
    {
        public void Dispose() => release();
    }
}
