using MiniKafka.Storage.Files;

namespace MiniKafka.Tests.Storage.Faults;

/// <summary>
/// A disk that does what disks may: it forgets what was not flushed, page by page; it forgets names whose directory was not
/// synced, the newest first; it fails any call; it fills up; it flips bits in files that can be rebuilt. It may ignore the case of
/// names. And other programs hold files on it, which it says in the system's words: access denied.
/// </summary>
internal sealed class FaultyFileSystem(FaultTotals totals, bool ignoresCase = false) : IFileSystem
{
    private readonly SortedDictionary<string, FaultyDirectory> _directories = new(ComparerOf(ignoresCase));
    private readonly SortedSet<string> _locks = new(StringComparer.Ordinal);
    private readonly List<(string Source, string Destination)> _unsyncedMoves = [];
    private readonly HeldNames _held = new(totals);

    public bool IsDurable => true;

    /// <summary>Decides on faults; null for a well-behaved disk.</summary>
    public Random? Faults { get; set; }

    /// <summary>One in so many calls fails; 0 for none.</summary>
    public int FailureOdds { get; set; }

    /// <summary>Calls that still succeed before every one fails; null for no such end.</summary>
    public int? CallsLeft { get; set; }

    /// <summary>Below which path <see cref="CallsLeft"/> counts; null for everywhere.</summary>
    public string? CallsLeftBelow { get; set; }

    /// <summary>Everything below this path fails; null for nothing.</summary>
    public string? BrokenPath { get; set; }

    /// <summary>Nothing that needs room fits while this is set: no append, no new file or directory, no longer name.</summary>
    public bool IsFull { get; set; }

    /// <summary>The same for what lies below this path alone; null for nothing.</summary>
    public string? FullPath { get; set; }

    /// <summary>What every flush, cut and new name of a directory fails with; null for nothing.</summary>
    public IOException? FailureOfFlushes { get; set; }

    /// <summary>One in so many names that are touched is held by another program from then on, for a while; 0 for none.</summary>
    public int HoldOdds { get; set; }

    /// <summary>Tells when files are written to, and how long others hold them; null where that does not matter.</summary>
    public TimeProvider? Clock { get; set; }

    /// <summary>What other programs hold.</summary>
    public HeldNames Held => _held;

    public long NowMs => Clock?.GetUtcNow().ToUnixTimeMilliseconds() ?? 0;

    /// <summary>Another program holds what has that name, or a name below, for a while.</summary>
    public void Hold(string path, TimeSpan time) => _held.Hold(path, time, Clock!);

    /// <summary>Another program looks through the disk and holds some of its files, each for a moment.</summary>
    public void HoldSome(Random random)
    {
        foreach (var path in _directories.SelectMany(directory => directory.Value.Files.Keys.Select(name => Path.Combine(directory.Key, name))).ToList())
        {
            _held.HoldPerhaps(path, odds: 4, random, Clock!);
        }
    }

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
        return [.. _directories[directory].Files.Select(file => new FileEntry(file.Key, file.Value.Length))];
    }

    public IReadOnlyList<string> ListDirectories(string directory) =>
        [.. _directories.Keys.Where(path => Path.GetDirectoryName(path) == directory).Select(path => Path.GetFileName(path))];

    public IFile Open(string path, FileOpening opening)
    {
        BeforeCall(path);
        BeforeTouchingName(path);
        var directory = _directories[Path.GetDirectoryName(path)!];
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

    public long GetLastModifiedMs(string path) => Find(path)?.ModifiedMs ?? throw new FileNotFoundException(path);

    public void SetLastModifiedMs(string path, long modifiedMs)
    {
        BeforeCall(path);
        BeforeTouchingName(path);
        (Find(path) ?? throw new FileNotFoundException(path)).ModifiedMs = modifiedMs;
    }

    public void MoveFile(string source, string destination)
    {
        BeforeCall(source);
        BeforeTouchingName(source);
        BeforeTouchingName(destination);
        var directory = _directories[Path.GetDirectoryName(source)!];
        var file = Find(source) ?? throw new FileNotFoundException(source);
        if (destination.Length > source.Length)
        {
            BeforeTakingRoom(destination);
        }

        directory.Move(Path.GetFileName(source), Path.GetFileName(destination));
        file.Path = destination;
    }

    public void DeleteFile(string path)
    {
        BeforeCall(path);
        BeforeTouchingName(path);
        _directories[Path.GetDirectoryName(path)!].Remove(Path.GetFileName(path));
    }

    public void MoveDirectory(string source, string destination)
    {
        BeforeTouchingTree(source);
        BeforeFlush(source);
        Rename(source, destination);
        _unsyncedMoves.Add((source, destination));
    }

    public void DeleteDirectory(string path)
    {
        BeforeCall(path);
        BeforeTouchingTree(path);
        _directories.Remove(path);
        _unsyncedMoves.RemoveAll(move => move.Destination == path);
    }

    public void SyncDirectory(string path)
    {
        BeforeFlush(path);
        _directories[path].Sync();
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

    /// <summary>Everything volatile is lost, in part.</summary>
    public void Crash(Random random)
    {
        foreach (var directory in _directories.Values)
        {
            totals.LostNames += directory.Crash(random);
            foreach (var file in directory.Files.Values)
            {
                file.Crash(random, totals);
            }
        }

        for (var i = _unsyncedMoves.Count - 1; i >= 0 && random.Next(2) == 0; i--)
        {
            var (source, destination) = _unsyncedMoves[i];
            Rename(destination, source);
            totals.LostNames++;
        }

        _unsyncedMoves.Clear();
        _locks.Clear();
        _held.LetGo();
    }

    /// <summary>Flips a bit in one file that can be rebuilt from the log; returns its path, or null when there is none.</summary>
    public string? FlipBit(Random random)
    {
        var candidates = _directories.SelectMany(directory => directory.Value.Files.Select(file => (Path: Path.Combine(directory.Key, file.Key), File: file.Value)))
            .Where(file => file.Path.EndsWith(".index", StringComparison.Ordinal) || file.Path.EndsWith(".timeindex", StringComparison.Ordinal) || file.Path.EndsWith(".snapshot", StringComparison.Ordinal))
            .ToList();
        if (candidates.Count == 0)
        {
            return null;
        }

        var (path, damaged) = candidates[random.Next(candidates.Count)];
        if (!damaged.FlipBit(random))
        {
            return null;
        }

        totals.FlippedBits++;
        return path;
    }

    /// <summary>Deletes the offset index or the time index of some segments, or everything that can be rebuilt from their logs.</summary>
    public void DeleteIndexes(Random random)
    {
        string[][] choices = [[".index"], [".timeindex"], [".index", ".timeindex", ".txnindex"]];
        var suffixes = choices[random.Next(choices.Length)];
        foreach (var directory in _directories.Values)
        {
            var segments = directory.Files.Keys.Where(name => name.EndsWith(".log", StringComparison.Ordinal) && random.Next(3) > 0).Select(name => name[..^".log".Length]);
            foreach (var name in segments.SelectMany(segment => suffixes.Select(suffix => segment + suffix)).Where(directory.Files.ContainsKey).ToList())
            {
                directory.Remove(name);
                totals.DeletedIndexes++;
            }

            directory.Sync();
        }
    }

    public void BeforeCall(string path)
    {
        if (BrokenPath is { } broken && path.StartsWith(broken, StringComparison.Ordinal))
        {
            totals.FailedCalls++;
            throw new IOException($"Input/output error: {path}");
        }

        if (CallsLeft is { } left && (CallsLeftBelow is null || path.StartsWith(CallsLeftBelow, StringComparison.Ordinal)))
        {
            CallsLeft = Math.Max(0, left - 1);
            if (left == 0)
            {
                totals.FailedCalls++;
                throw new IOException($"Input/output error: {path}");
            }
        }

        if (Faults is { } random && FailureOdds > 0 && random.Next(FailureOdds) == 0)
        {
            totals.FailedCalls++;
            throw new IOException($"Input/output error: {path}");
        }
    }

    public void BeforeFlush(string path)
    {
        BeforeCall(path);
        if (FailureOfFlushes is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>What an append shall fail with; null when it shall succeed.</summary>
    public IOException? FaultOfAppend(string path)
    {
        try
        {
            BeforeTakingRoom(path);
            BeforeCall(path);
            return null;
        }
        catch (IOException fault)
        {
            return fault;
        }
    }

    /// <summary>How much of an append that fails is written before it does.</summary>
    public int TearAppend(int length)
    {
        var written = Faults?.Next(length) ?? length / 2;
        totals.CutAppends += written > 0 ? 1 : 0;
        return written;
    }

    private void BeforeTouchingName(string path)
    {
        if (Faults is { } random && HoldOdds > 0)
        {
            _held.HoldPerhaps(path, HoldOdds, random, Clock!);
        }

        _held.ThrowIfHeld(path, Clock);
    }

    private void BeforeTouchingTree(string directory)
    {
        BeforeTouchingName(directory);
        _held.ThrowIfAnyHeldBelow(directory, Clock);
    }

    private void BeforeTakingRoom(string path)
    {
        if (IsFull || (FullPath is { } full && path.StartsWith(full, StringComparison.Ordinal)))
        {
            throw new DiskFullException(path, new IOException("No space left on device"));
        }
    }

    private void Rename(string source, string destination)
    {
        _directories.Remove(source, out var directory);
        foreach (var (name, file) in directory!.Files)
        {
            file.Path = Path.Combine(destination, name);
        }

        _directories[destination] = directory;
    }

    private static StringComparer ComparerOf(bool ignoresCase) => ignoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    private FaultyFile? Find(string path) =>
        _directories.TryGetValue(Path.GetDirectoryName(path)!, out var directory) ? directory.Files.GetValueOrDefault(Path.GetFileName(path)) : null;

    private sealed class HeldLock(Action release) : IDisposable
    {
        public void Dispose() => release();
    }
}
