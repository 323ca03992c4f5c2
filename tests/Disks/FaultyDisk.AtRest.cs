using MiniKafka.Storage.Segments;

namespace Disks;

/// <content>What becomes of the disk while nobody works on it.</content>
internal sealed partial class FaultyDisk
{
    /// <summary>The power fails, and whoever worked on the disk is gone: everything volatile is lost, in part. Tells how many bytes.</summary>
    public long Crash(Random random)
    {
        Unmount();
        var lost = Totals.LostBytes;
        foreach (var (path, directory) in _directories)
        {
            Totals.LostNames += directory.Crash(random);
            foreach (var (name, file) in directory.Files)
            {
                file.Path = Path.Combine(path, name);
                file.Crash(random);
            }
        }

        for (var i = _unsyncedMoves.Count - 1; i >= 0 && random.Next(2) == 0; i--)
        {
            var (source, destination) = _unsyncedMoves[i];
            Rename(destination, source);
            Totals.LostNames++;
        }

        _unsyncedMoves.Clear();
        _locks.Clear();
        return Totals.LostBytes - lost;
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

        Totals.FlippedBits++;
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
                Totals.DeletedIndexes++;
            }

            directory.Sync();
        }
    }

    /// <summary>
    /// The last file of a log that has anything in it loses some bytes of its last batch, as by a copy tool. Tells where that batch began; null when
    /// there is none.
    /// </summary>
    public long? CutLastBatch(string directory, Random random)
    {
        if (!_directories.TryGetValue(directory, out var names)
            || names.Files.LastOrDefault(file => file.Value.Length > 0 && file.Key.EndsWith(".log", StringComparison.Ordinal)).Value is not { } last)
        {
            return null;
        }

        using var scan = new BatchScanner(last, ScanDepth.Headers);
        var (size, baseOffset) = (0, 0L);
        while (scan.MoveNext())
        {
            (size, baseOffset) = (scan.CurrentSize, scan.Current.BaseOffset);
        }

        if (size == 0)
        {
            return null;
        }

        last.Truncate(last.Length - random.Next(1, size));
        return baseOffset;
    }

    /// <summary>A backup of the files in a directory, by name.</summary>
    public IReadOnlyDictionary<string, byte[]> Copy(string directory) =>
        DirectoryAt(directory).Files.ToDictionary(file => file.Key, file => file.Value.ToArray(), StringComparer.Ordinal);

    /// <summary>A backup takes the place of the files in a directory, but for one of them.</summary>
    public void PutBack(string directory, IReadOnlyDictionary<string, byte[]> backup, string kept)
    {
        var names = DirectoryAt(directory);
        foreach (var name in names.Files.Keys.Where(name => name != kept).ToList())
        {
            names.Remove(name);
        }

        foreach (var (name, bytes) in backup.Where(file => file.Key != kept))
        {
            names.Set(name, FaultyFile.Of(this, Path.Combine(directory, name), bytes));
        }

        names.Sync();
    }
}
