using MiniKafka.Model;
using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage.Producers;
using MiniKafka.Storage.Segments;

namespace MiniKafka.Storage.Logs;

/// <summary>
/// Reads byte ranges from a log's segments. One read stays in one segment. Owned by the partition's loop.
/// </summary>
internal static class LogReader
{
    /// <summary>
    /// The bytes from the batch that holds <paramref name="startOffset"/> on: at most <paramref name="maxBytes"/> and cut there
    /// even inside a batch, but with <paramref name="minOneMessage"/> never less than the first batch.
    /// </summary>
    public static SharedBytes Read(LogSegments segments, long startOffset, int maxBytes, long endOffset, bool minOneMessage, out long beyond)
    {
        beyond = startOffset;
        for (var index = segments.IndexOf(startOffset); index >= 0 && index < segments.Count && startOffset < endOffset; index++)
        {
            var segment = segments[index];
            if (segment.Size == 0 || segment.Find(startOffset) is not { } first || first.BaseOffset >= endOffset)
            {
                continue;
            }

            var end = EndPosition(segments, index, endOffset);
            var length = Math.Min(end - first.Position, minOneMessage ? Math.Max(maxBytes, first.Size) : maxBytes);
            if (length <= 0)
            {
                return SharedBytes.Empty;
            }

            beyond = segment.OffsetBeyond(first.Position + length) ?? segments.EndOf(index, endOffset);
            return segment.Read(first.Position, (int)length);
        }

        return SharedBytes.Empty;
    }

    /// <summary>The aborted transactions with records in a range, by the offsets of their markers.</summary>
    public static List<AbortedTransaction> FindAborted(LogSegments segments, long startOffset, long endOffset)
    {
        var found = new List<AbortedTransaction>();
        for (var index = Math.Max(0, segments.IndexOf(startOffset)); index < segments.Count; index++)
        {
            if (segments[index].Aborted.Collect(startOffset, endOffset, found))
            {
                break;
            }
        }

        return found;
    }

    /// <summary>Where in a segment the bytes of an end offset begin.</summary>
    private static long EndPosition(LogSegments segments, int index, long endOffset)
    {
        var segment = segments[index];
        var isBeyond = index + 1 < segments.Count && segments[index + 1].BaseOffset <= endOffset;
        return isBeyond ? segment.Size : segment.Find(endOffset)?.Position ?? segment.Size;
    }
}
