using MiniKafka.Storage.Files;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Flushing;

/// <summary>
/// What has to reach the medium so that a log is durable up to an offset. Made and finished on the partition's loop, run on a
/// worker in between.
/// </summary>
internal sealed class LogFlush(long offset)
{
    /// <summary>Everything below is durable once this has run; a truncation meanwhile lowers it.</summary>
    public long Offset { get; set; } = offset;

    /// <summary>Segments whose log file has bytes to flush.</summary>
    public List<LogSegment> Segments { get; } = [];

    /// <summary>Open files, with the path under which they are found again should they be closed meanwhile.</summary>
    public List<IFile> Files { get; } = [];

    /// <summary>Small files that were written and closed already.</summary>
    public List<string> Paths { get; } = [];

    /// <summary>The epochs' file is among <see cref="Paths"/>, and is not replaced meanwhile.</summary>
    public bool HoldsEpochs { get; set; }

    /// <summary>Directories in which names are new.</summary>
    public SortedSet<string> Directories { get; } = new(StringComparer.Ordinal);

    /// <summary>The log files are on the medium, whatever becomes of the small ones.</summary>
    public bool AreBatchesForced { get; private set; }

    /// <summary>Forces the files, then the names.</summary>
    public void Run(IFileSystem fileSystem)
    {
        foreach (var file in Files)
        {
            try
            {
                file.Flush();
            }
            catch (ObjectDisposedException)
            {
                FlushByName(fileSystem, file.Path);
            }
        }

        AreBatchesForced = true;
        foreach (var path in Paths)
        {
            FlushByName(fileSystem, path);
        }
    }

    private static void FlushByName(IFileSystem fileSystem, string path)
    {
        // A file that is gone was deleted before this flush began; then nothing in it matters any more.
        if (fileSystem.FileExists(path))
        {
            using var file = fileSystem.Open(path, FileOpening.Existing);
            file.Flush();
        }
    }
}
