namespace MiniKafka.Storage.Segments;

/// <summary>The segments of one log in the order of their base offsets. Invariant: never empty once the log is open.</summary>
internal sealed class LogSegments
{
    private readonly List<LogSegment> _segments = [];

    public int Count => _segments.Count;

    public LogSegment First => _segments[0];

    /// <summary>The segment that is appended to.</summary>
    public LogSegment Active => _segments[^1];

    public IReadOnlyList<LogSegment> All => _segments;

    public long Size
    {
        get
        {
            var size = 0L;
            foreach (var segment in _segments)
            {
                size += segment.Size;
            }

            return size;
        }
    }

    public LogSegment this[int index] => _segments[index];

    public void Add(LogSegment segment)
    {
        var at = IndexOf(segment.BaseOffset) + 1;
        _segments.Insert(at, segment);
    }

    public void Remove(LogSegment segment) => _segments.Remove(segment);

    /// <summary>Place of the last segment that begins at or before an offset; -1 when all begin later.</summary>
    public int IndexOf(long offset)
    {
        int low = -1, high = _segments.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) >> 1;
            if (_segments[middle].BaseOffset <= offset)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    /// <summary>The last offset a segment may hold, plus one: where the next one begins.</summary>
    public long EndOf(int index, long logEndOffset) => index + 1 < _segments.Count ? _segments[index + 1].BaseOffset : logEndOffset;
}
