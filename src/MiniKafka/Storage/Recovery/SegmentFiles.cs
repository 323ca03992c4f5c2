using System.Globalization;
using Microsoft.Extensions.Logging;
using MiniKafka.Storage.Files;
using MiniKafka.Storage.Producers;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Recovery;

/// <summary>
/// The files of a partition directory, brought into order: leftovers of deletions and of interrupted compactions are removed,
/// a compaction that had got far enough is completed.
/// </summary>
internal sealed class SegmentFiles
{
    public const string CleanedSuffix = ".cleaned";
    public const string SwapSuffix = ".swap";

    private readonly LogContext _context;
    private readonly string _directory;
    private SortedDictionary<string, long> _files = new(StringComparer.Ordinal);

    private SegmentFiles(LogContext context, string directory)
    {
        _context = context;
        _directory = directory;
    }

    /// <summary>Base offsets of the log files with their sizes, ascending.</summary>
    public SortedDictionary<long, long> Logs { get; } = [];

    public List<long> Snapshots { get; } = [];

    public static SegmentFiles Read(LogContext context, string directory)
    {
        var files = new SegmentFiles(context, directory);
        files.List();
        if (files._files.Keys.Any(name => name.EndsWith(SwapSuffix, StringComparison.Ordinal)))
        {
            files.RemoveInterruptedSwaps();
            files.CompleteSwaps();
        }

        files.RemoveLeftovers();
        files.Collect();
        return files;
    }

    public bool Has(long baseOffset, string suffix) => _files.ContainsKey(LogSegment.FileName(baseOffset) + suffix);

    private void List() =>
        _files = new SortedDictionary<string, long>(_context.FileSystem.ListFiles(_directory).ToDictionary(file => file.Name, file => file.Length), StringComparer.Ordinal);

    /// <summary>
    /// A cleaned file that was not renamed yet says that the renaming of its group, which goes from the last segment to the
    /// first, had not ended: the swap files at and after it belong to the same group and do not count.
    /// </summary>
    private void RemoveInterruptedSwaps()
    {
        var firstCleaned = _files.Keys.Where(name => name.EndsWith(CleanedSuffix, StringComparison.Ordinal)).Select(BaseOffsetOf).Where(offset => offset >= 0).DefaultIfEmpty(long.MaxValue).Min();
        foreach (var name in _files.Keys.Where(name => name.EndsWith(SwapSuffix, StringComparison.Ordinal) && BaseOffsetOf(name) >= firstCleaned).ToList())
        {
            Delete(name);
        }
    }

    /// <summary>Steps: find the offsets the swap files cover, delete the segments they replace, give them their names.</summary>
    private void CompleteSwaps()
    {
        var swaps = _files.Keys.Where(name => name.EndsWith(LogSegment.LogSuffix + SwapSuffix, StringComparison.Ordinal)).ToList();
        foreach (var swap in swaps)
        {
            var first = BaseOffsetOf(swap);
            var end = EndOffsetOf(swap, first);
            foreach (var name in _files.Keys.Where(name => !name.EndsWith(SwapSuffix, StringComparison.Ordinal) && IsSegmentFile(name) && BaseOffsetOf(name) >= first && BaseOffsetOf(name) < end).ToList())
            {
                Delete(name);
            }
        }

        foreach (var name in _files.Keys.Where(name => name.EndsWith(SwapSuffix, StringComparison.Ordinal)).ToList())
        {
            var finalName = name[..^SwapSuffix.Length];
            var finalPath = PathOf(finalName);
            _context.FileSystem.MoveFile(PathOf(name), finalPath);
            _files.Remove(name, out var size);
            _files[finalName] = size;
            _context.Logger.SwapCompleted(finalPath);
        }
    }

    private long EndOffsetOf(string name, long baseOffset)
    {
        using var file = _context.FileSystem.Open(PathOf(name), FileOpening.Existing);
        using var scan = new BatchScanner(file, ScanDepth.Headers);
        var end = baseOffset + 1;
        while (scan.MoveNext())
        {
            end = scan.Current.NextOffset;
        }

        return end;
    }

    private void RemoveLeftovers()
    {
        foreach (var name in _files.Keys.ToList())
        {
            var isTemporary = name.EndsWith(DelayedDeletion.FileSuffix, StringComparison.Ordinal)
                || name.EndsWith(CleanedSuffix, StringComparison.Ordinal)
                || name.EndsWith(".tmp", StringComparison.Ordinal);
            if (isTemporary || (IsIndexFile(name) && !Has(BaseOffsetOf(name), LogSegment.LogSuffix)))
            {
                Delete(name);
            }
        }
    }

    private void Collect()
    {
        foreach (var (name, size) in _files)
        {
            var baseOffset = BaseOffsetOf(name);
            if (baseOffset >= 0 && name.EndsWith(LogSegment.LogSuffix, StringComparison.Ordinal))
            {
                Logs[baseOffset] = size;
            }
            else if (baseOffset >= 0 && name.EndsWith(ProducerSnapshots.FileSuffix, StringComparison.Ordinal))
            {
                Snapshots.Add(baseOffset);
            }
        }
    }

    private void Delete(string name)
    {
        _context.FileSystem.DeleteFile(PathOf(name));
        _files.Remove(name);
    }

    private string PathOf(string name) => Path.Combine(_directory, name);

    private static bool IsIndexFile(string name) => BaseOffsetOf(name) >= 0
        && (name.EndsWith(LogSegment.OffsetIndexSuffix, StringComparison.Ordinal)
            || name.EndsWith(LogSegment.TimeIndexSuffix, StringComparison.Ordinal)
            || name.EndsWith(LogSegment.TransactionIndexSuffix, StringComparison.Ordinal));

    private static bool IsSegmentFile(string name) => IsIndexFile(name) || name.EndsWith(LogSegment.LogSuffix, StringComparison.Ordinal);

    /// <summary>The offset a file is named after; -1 when it is named otherwise.</summary>
    private static long BaseOffsetOf(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && long.TryParse(name.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : -1;
    }
}
