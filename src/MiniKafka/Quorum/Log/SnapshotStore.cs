using MiniKafka.Protocol;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage.Files;

namespace MiniKafka.Quorum.Log;

/// <summary>
/// The snapshots that lie beside the metadata log, oldest first. Owned by the node's loop; snapshots are immutable, so
/// their bytes may be read while others are written.
/// </summary>
internal sealed class SnapshotStore(IFileSystem fileSystem, string directory)
{
    private readonly SortedList<OffsetAndEpoch, long> _sizes = [];
    private readonly List<string> _doomed = [];
    private SnapshotFile? _unfinished;

    public OffsetAndEpoch? Earliest => _sizes.Count == 0 ? null : _sizes.GetKeyAtIndex(0);

    public OffsetAndEpoch? Latest => _sizes.Count == 0 ? null : _sizes.GetKeyAtIndex(_sizes.Count - 1);

    public IEnumerable<OffsetAndEpoch> Ids => _sizes.Keys;

    public long TotalSize => _sizes.Values.Sum();

    /// <summary>Finds the snapshots in the directory and removes what an interrupted write or deletion left.</summary>
    public void Load()
    {
        foreach (var file in fileSystem.ListFiles(directory))
        {
            if (SnapshotNames.TryParse(file.Name, out var id))
            {
                _sizes[id] = file.Length;
            }
            else if (SnapshotNames.IsLeftover(file.Name))
            {
                fileSystem.DeleteFile(Path.Combine(directory, file.Name));
            }
        }
    }

    public bool Contains(OffsetAndEpoch id) => _sizes.ContainsKey(id);

    public long SizeOf(OffsetAndEpoch id) => _sizes[id];

    /// <summary>A piece of a snapshot's bytes; the caller owns one hold.</summary>
    public SharedBytes Read(OffsetAndEpoch id, long position, int maxBytes)
    {
        using var file = fileSystem.Open(Path.Combine(directory, SnapshotNames.Complete(id)), FileOpening.Existing);
        return file.Read(position, (int)Math.Min(maxBytes, file.Length - position));
    }

    public byte[] ReadAll(OffsetAndEpoch id) => fileSystem.ReadAllBytes(Path.Combine(directory, SnapshotNames.Complete(id)));

    /// <summary>What a snapshot says.</summary>
    /// <exception cref="InvalidDataException">The file is damaged; the message names it.</exception>
    public MetadataSnapshot ReadContent(OffsetAndEpoch id)
    {
        try
        {
            return MetadataSnapshot.Read(id, ReadAll(id));
        }
        catch (Exception damage) when (damage is InvalidDataException or ProtocolException)
        {
            throw new InvalidDataException($"The metadata snapshot '{Path.Combine(directory, SnapshotNames.Complete(id))}' cannot be read: {damage.Message}", damage);
        }
    }

    /// <summary>Begins a snapshot, or returns null when it is there already. An unfinished one is thrown away.</summary>
    public SnapshotFile? BeginUnlessThere(OffsetAndEpoch id)
    {
        if (Contains(id))
        {
            return null;
        }

        _unfinished?.Abandon();
        _unfinished = new SnapshotFile(fileSystem, directory, id);
        return _unfinished;
    }

    /// <summary>Finishes a snapshot; from now on it counts.</summary>
    public void Freeze(SnapshotFile file)
    {
        var size = file.Length;
        file.Freeze();
        _sizes[file.Id] = size;
        _unfinished = null;
    }

    /// <summary>Deletes the snapshots that end before an offset.</summary>
    public void DeleteBefore(long offset)
    {
        foreach (var id in _sizes.Keys.Where(id => id.Offset < offset).ToList())
        {
            _sizes.Remove(id);
            _doomed.Add(Path.Combine(directory, SnapshotNames.Complete(id)));
        }

        _doomed.RemoveAll(TryDelete);
    }

    /// <summary>What somebody else holds goes the next time; a start in between finds it again.</summary>
    private bool TryDelete(string path)
    {
        try
        {
            fileSystem.DeleteFileIfExists(path);
            return true;
        }
        catch (FileHeldException)
        {
            return false;
        }
    }
}
