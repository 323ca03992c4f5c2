using System.Buffers;
using System.Buffers.Binary;
using MiniKafka.Records;
using MiniKafka.Storage.Files;

namespace MiniKafka.Storage.Segments;

/// <summary>How much of each batch a scan looks at.</summary>
internal enum ScanDepth
{
    /// <summary>Only headers are read; the bodies are skipped.</summary>
    Headers,

    /// <summary>Every batch is read as a whole.</summary>
    Batches,
}

/// <summary>
/// Walks over the batches of a log file through a window that is read ahead. Used by one thread at a time, which may be a
/// worker when nobody appends to the file. After the last whole batch, <see cref="End"/> says why it was the last.
/// </summary>
internal sealed class BatchScanner : IDisposable
{
    private const int HeaderWindow = 8 * 1024;
    private const int BatchWindow = 1024 * 1024;

    private readonly IFile _file;
    private readonly ScanDepth _depth;
    private readonly long _end;
    private byte[] _window;
    private long _windowStart;
    private int _windowLength;
    private int _currentSize;

    public BatchScanner(IFile file, ScanDepth depth, long start = 0, long end = long.MaxValue)
    {
        _file = file;
        _depth = depth;
        _end = Math.Min(end, file.Length);
        Position = start;
        _windowStart = start;
        var wanted = depth == ScanDepth.Headers ? HeaderWindow : BatchWindow;
        _window = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(_end - start, RecordBatchFormat.OverheadBytes, wanted));
    }

    /// <summary>Where the current batch begins; after the last one, where the whole batches end.</summary>
    public long Position { get; private set; }

    public RegionEnd End { get; private set; }

    /// <summary>The current batch; under <see cref="ScanDepth.Headers"/> only its header may be asked.</summary>
    public RecordBatchView Current => new(_window.AsSpan((int)(Position - _windowStart), _windowLength - (int)(Position - _windowStart)));

    public int CurrentSize => _currentSize;

    public bool MoveNext()
    {
        Position += _currentSize;
        _currentSize = 0;
        var left = _end - Position;
        if (left <= 0)
        {
            return false;
        }

        if (left < RecordBatchFormat.OverheadBytes || !TryFill(RecordBatchFormat.OverheadBytes))
        {
            End = RegionEnd.Torn;
            return false;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(_window.AsSpan((int)(Position - _windowStart) + RecordBatchFormat.LengthPosition));
        if (length < RecordBatchFormat.MinLength)
        {
            End = RegionEnd.Malformed;
            return false;
        }

        if (length > left - RecordBatchFormat.LengthOverheadBytes)
        {
            End = RegionEnd.Torn;
            return false;
        }

        var size = length + RecordBatchFormat.LengthOverheadBytes;
        if (_depth == ScanDepth.Batches && !TryFill(size))
        {
            End = RegionEnd.Torn;
            return false;
        }

        _currentSize = size;
        return true;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_window);
        _window = [];
    }

    /// <summary>Makes the window hold that many bytes from the position on.</summary>
    private bool TryFill(int bytes)
    {
        var offset = Position - _windowStart;
        if (offset + bytes <= _windowLength)
        {
            return true;
        }

        var kept = (int)Math.Max(0, _windowLength - offset);
        var target = _window;
        if (bytes > _window.Length)
        {
            target = ArrayPool<byte>.Shared.Rent(bytes);
        }

        if (kept > 0)
        {
            _window.AsSpan((int)offset, kept).CopyTo(target);
        }

        if (target != _window)
        {
            ArrayPool<byte>.Shared.Return(_window);
            _window = target;
        }

        var wanted = (int)Math.Min(_window.Length - kept, _end - Position - kept);
        _windowStart = Position;
        _windowLength = kept + _file.Read(Position + kept, _window.AsSpan(kept, wanted));
        return _windowLength >= bytes;
    }
}
