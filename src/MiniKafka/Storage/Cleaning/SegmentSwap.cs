using MiniKafka.Storage.Files;
using MiniKafka.Storage.Recovery;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Cleaning;

/// <summary>
/// Third stage, on the loop: puts a cleaned segment in the place of those it was made of. A crash at any point leaves either the
/// old segments or, finished at the next start, the new one. Steps: the cleaned files get the suffix .swap (from here on the new
/// segment counts); the old files go; the suffix goes. Names are forced onto the medium after the first and the last step.
/// </summary>
internal static class SegmentSwap
{
    /// <summary>False when the log has changed meanwhile, so that the old segments are not there any more, or is moving away.</summary>
    public static bool TryRun(PartitionLog log, CleaningGroup group, LogSegment cleaned, LogContext context)
    {
        cleaned.Close();
        if (log.IsOffline || log.IsMoving || group.Segments.Any(segment => !log.Segments.All.Contains(segment)))
        {
            Discard(cleaned, context);
            return false;
        }

        try
        {
            Swap(log, group, cleaned, context);
            return true;
        }
        catch (IOException error)
        {
            // Half a swap is finished by the next start; until then the log has neither all old segments nor the new one.
            log.Fail(error);
            return false;
        }
    }

    private static void Swap(PartitionLog log, CleaningGroup group, LogSegment cleaned, LogContext context)
    {
        Rename(cleaned, SegmentFiles.CleanedSuffix, SegmentFiles.SwapSuffix, context);
        context.FileSystem.SyncDirectory(log.Directory);
        foreach (var segment in group.Segments)
        {
            LogTruncation.RemoveSegmentFiles(log, segment, context);
        }

        foreach (var segment in group.Segments.Skip(1))
        {
            log.Snapshots.Delete(segment.BaseOffset);
        }

        Rename(cleaned, SegmentFiles.SwapSuffix, string.Empty, context);
        context.FileSystem.SyncDirectory(log.Directory);
        log.Segments.Add(new LogSegment(context, log.Directory, cleaned.BaseOffset, cleaned.Size));
    }

    /// <summary>Removes the files of a cleaned segment that is not wanted any more.</summary>
    public static void Discard(LogSegment cleaned, LogContext context)
    {
        cleaned.Close();
        foreach (var path in cleaned.Paths.Where(path => context.FileSystem.DirectoryExists(Path.GetDirectoryName(path)!)))
        {
            context.FileSystem.DeleteFileIfExists(path);
        }
    }

    private static void Rename(LogSegment cleaned, string from, string to, LogContext context)
    {
        foreach (var path in cleaned.Paths)
        {
            var source = string.Concat(path.AsSpan(0, path.Length - SegmentFiles.CleanedSuffix.Length), from);
            if (context.FileSystem.FileExists(source))
            {
                context.FileSystem.MoveFile(source, string.Concat(path.AsSpan(0, path.Length - SegmentFiles.CleanedSuffix.Length), to));
            }
        }
    }
}
