using MiniKafka.Storage.Files;
using MiniKafka.Storage.Recovery;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Logs;

/// <summary>
/// The last stage of a compaction, on the loop: puts a cleaned segment in the place of those it was made of. A crash at any point leaves either the
/// old segments or, finished at the next start, the new one.
/// </summary>
/// <remarks>
/// 1. The cleaned files get the suffix .swap, which is forced onto the medium; until the last of them has it, nothing has happened. 2. The log reads
/// the new segment from there. 3. The old files go, then the suffix, which is forced onto the medium. Whoever holds one of these files keeps the rest of
/// the third step waiting, and what else is to be done with the log's files.
/// </remarks>
internal sealed class SegmentSwap(LogState log, LogMedium medium, LogContext context)
{
    /// <summary>False when the log has changed meanwhile, so that the old segments are not there any more, or is moving away.</summary>
    /// <exception cref="FileHeldException">Somebody holds a cleaned file: it may be tried again.</exception>
    public bool TryRun(IReadOnlyList<LogSegment> segments, LogSegment cleaned)
    {
        cleaned.Close();
        if (medium.IsOffline || log.IsMoving || segments.Any(segment => !log.Segments.All.Contains(segment)))
        {
            Discard(cleaned, context);
            return false;
        }

        try
        {
            Rename(cleaned, SegmentFiles.CleanedSuffix, SegmentFiles.SwapSuffix);
            context.FileSystem.SyncDirectory(log.Directory);
        }
        catch (IOException error) when (error is not RefusedException)
        {
            // Half a swap is undone or finished by the next start.
            medium.Fail(error);
            return false;
        }

        var swapped = new LogSegment(context, log.Directory, cleaned.BaseOffset, cleaned.Size, SegmentFiles.SwapSuffix);
        foreach (var segment in segments)
        {
            segment.Close();
            log.Segments.Remove(segment);
        }

        log.Segments.Add(swapped);
        medium.ToTheEnd(() => TakeTheirPlace(segments, swapped), stopsService: false);
        return !medium.IsOffline;
    }

    /// <summary>Removes the files of a cleaned segment that is not wanted any more. As long as one with the first suffix is left, the others do not count.</summary>
    public static void Discard(LogSegment cleaned, LogContext context)
    {
        cleaned.Close();
        if (!context.FileSystem.DirectoryExists(Path.GetDirectoryName(cleaned.LogPath)!))
        {
            return;
        }

        foreach (var path in cleaned.Paths.Select(path => WithSuffix(path, SegmentFiles.CleanedSuffix, SegmentFiles.SwapSuffix)).Concat(cleaned.Paths))
        {
            context.FileSystem.DeleteFileIfExists(path);
        }
    }

    private void TakeTheirPlace(IReadOnlyList<LogSegment> segments, LogSegment swapped)
    {
        var dueMs = context.NowMs + log.Config.FileDeleteDelayMs;
        foreach (var path in segments.SelectMany(segment => segment.Paths))
        {
            context.Deletions.AddFile(path, dueMs, medium.Jobs);
        }

        foreach (var segment in segments.Skip(1))
        {
            log.Snapshots.Delete(segment.BaseOffset);
        }

        swapped.Close();
        Rename(swapped, SegmentFiles.SwapSuffix, string.Empty);
        context.FileSystem.SyncDirectory(log.Directory);
        log.Segments.Remove(swapped);
        log.Segments.Add(new LogSegment(context, log.Directory, swapped.BaseOffset, swapped.Size));
    }

    /// <summary>The last of the files to be renamed is the log: when it has its name, all have theirs.</summary>
    private void Rename(LogSegment segment, string from, string to)
    {
        foreach (var path in segment.IndexPaths.Append(segment.LogPath).Where(context.FileSystem.FileExists))
        {
            context.FileSystem.MoveFile(path, WithSuffix(path, from, to));
        }
    }

    private static string WithSuffix(string path, string from, string to) => string.Concat(path.AsSpan(0, path.Length - from.Length), to);
}
