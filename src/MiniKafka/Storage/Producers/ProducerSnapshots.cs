using System.Globalization;
using MiniKafka.Storage.Files;

namespace MiniKafka.Storage.Producers;

/// <summary>
/// The snapshots of producers' state in a partition's directory, each named after the offset before which it was taken. They
/// save reading the log from its beginning. Owned by the partition's loop.
/// </summary>
internal sealed class ProducerSnapshots(IFileSystem fileSystem, string directory)
{
    public const string FileSuffix = ".snapshot";

    private readonly SortedSet<long> _offsets = [];

    public IReadOnlyCollection<long> Offsets => _offsets;

    /// <summary>Notes a file that was found.</summary>
    public void AddFound(long offset) => _offsets.Add(offset);

    /// <summary>Writes the state as it is before an offset, and returns the file.</summary>
    public string Take(long offset, IReadOnlyCollection<ProducerState> producers)
    {
        var path = PathOf(offset);
        fileSystem.ReplaceAllBytes(path, ProducerSnapshotFile.Write(producers), durable: false);
        _offsets.Add(offset);
        return path;
    }

    /// <summary>The newest sound snapshot at or before an offset; unsound ones on the way are deleted. Null when there is none.</summary>
    public (long Offset, IReadOnlyList<ProducerState> Producers)? LoadAtOrBefore(long offset)
    {
        foreach (var candidate in _offsets.Reverse().Where(taken => taken <= offset).ToList())
        {
            if (ProducerSnapshotFile.Read(fileSystem.ReadAllBytes(PathOf(candidate))) is { } producers)
            {
                return (candidate, producers);
            }

            Delete(candidate);
        }

        return null;
    }

    /// <summary>Deletes every snapshot taken beyond an offset: it tells of batches that are gone.</summary>
    public void DeleteAfter(long offset) => DeleteWhere(taken => taken > offset);

    /// <summary>Deletes every snapshot that does not stand at one of the given offsets.</summary>
    public void KeepOnly(SortedSet<long> offsets) => DeleteWhere(taken => !offsets.Contains(taken));

    public void Delete(long offset)
    {
        if (_offsets.Contains(offset))
        {
            fileSystem.DeleteFileIfExists(PathOf(offset));
            _offsets.Remove(offset);
        }
    }

    private void DeleteWhere(Func<long, bool> isUnwanted)
    {
        foreach (var offset in _offsets.Where(isUnwanted).ToList())
        {
            Delete(offset);
        }
    }

    private string PathOf(long offset) => Path.Combine(directory, offset.ToString("D20", CultureInfo.InvariantCulture) + FileSuffix);
}
