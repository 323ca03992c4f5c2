using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage.Files;

namespace MiniKafka.Quorum.Log;

/// <summary>A snapshot that is being written or copied; it counts only once it is frozen under its final name.</summary>
internal sealed class SnapshotFile(IFileSystem fileSystem, string directory, OffsetAndEpoch id)
{
    private readonly string _path = Path.Combine(directory, SnapshotNames.Partial(id));
    private IFile? _file = fileSystem.Open(Path.Combine(directory, SnapshotNames.Partial(id)), FileOpening.Empty);

    public OffsetAndEpoch Id => id;

    /// <summary>False once it has its final name, or was thrown away.</summary>
    public bool IsUnderWay => _file is not null;

    public long Length => File.Length;

    private IFile File => _file ?? throw new InvalidOperationException($"The snapshot {id} is finished.");

    public void Append(in SharedBytes bytes)
    {
        foreach (var piece in bytes.Sequence)
        {
            File.Append(piece.Span);
        }
    }

    /// <summary>Puts the bytes on disk and gives the file its name.</summary>
    public void Freeze()
    {
        File.Flush();
        _file!.Dispose();
        _file = null;
        fileSystem.MoveFile(_path, Path.Combine(directory, SnapshotNames.Complete(id)));
        if (fileSystem.IsDurable)
        {
            fileSystem.SyncDirectory(directory);
        }
    }

    /// <summary>Throws away what was written.</summary>
    public void Abandon()
    {
        if (_file is null)
        {
            return;
        }

        _file.Dispose();
        _file = null;
        fileSystem.DeleteFileIfExists(_path);
    }
}
