using MiniKafka.Model;
using MiniKafka.Storage.Checkpoints;
using MiniKafka.Storage.Files;

namespace MiniKafka.Quorum.Log;

/// <summary>
/// How far the metadata log was committed and flushed, in a small file beside it: what lies below is no torn end when it turns out to be
/// damaged. The file is not forced onto the medium, since an older offset in it does no harm. Owned by the node's loop.
/// </summary>
internal sealed class CommittedOffset
{
    private static readonly TopicPartition Partition = new(MetadataTopic.Name, MetadataTopic.Partition);
    private readonly IFileSystem _fileSystem;
    private readonly OffsetCheckpointFile _file;

    public CommittedOffset(IFileSystem fileSystem, string directory)
    {
        _fileSystem = fileSystem;
        _file = new OffsetCheckpointFile(fileSystem, directory, OffsetCheckpointFile.Committed);
        Noted = _file.Read()?.GetValueOrDefault(Partition) ?? 0;
    }

    /// <summary>What the file says; 0 when there is none, or it was lost in a crash.</summary>
    public long Noted { get; private set; }

    /// <summary>Notes a larger offset.</summary>
    /// <exception cref="DiskFullException">There is no room for the file.</exception>
    public void Raise(long offset)
    {
        if (_fileSystem.IsDurable && offset > Noted)
        {
            _file.Write([KeyValuePair.Create(Partition, offset)], durable: false);
            Noted = offset;
        }
    }

    /// <summary>Forgets what was noted: some of it was given up on purpose.</summary>
    public void Forget()
    {
        _file.Delete();
        Noted = 0;
    }
}
