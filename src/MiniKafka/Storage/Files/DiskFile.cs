using Microsoft.Win32.SafeHandles;
using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Storage.Files;

/// <summary>
/// A file on disk, written and read at explicit positions. What was appended lately stays in leased memory, so that readers
/// at the tail need no read. Invariant: the tail's bytes equal the file's bytes from its start to the file's end.
/// </summary>
internal sealed class DiskFile : IFile
{
    private const int SmallestTail = 4 * 1024;
    private const int LargestTail = 1024 * 1024;

    private readonly SafeFileHandle _handle;
    private PooledBuffer? _tail;
    private long _tailStart;
    private int _tailUsed;
    private long _length;

    public DiskFile(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
        _length = RandomAccess.GetLength(handle);
    }

    public string Path { get; }

    public long Length => Volatile.Read(ref _length);

    public Span<byte> Reserve(int length)
    {
        if (_tail is null || _tail.Length - _tailUsed < length)
        {
            var size = _tail is null ? SmallestTail : Math.Min(_tail.Length * 2, LargestTail);
            _tail?.Release();
            _tail = PooledBuffer.Rent(Math.Max(size, length));
            _tailStart = _length;
            _tailUsed = 0;
        }

        return _tail.Span.Slice(_tailUsed, length);
    }

    public void Commit(int length)
    {
        try
        {
            RandomAccess.Write(_handle, _tail!.Span.Slice(_tailUsed, length), _length);
        }
        catch
        {
            CutBack();
            throw;
        }

        _tailUsed += length;
        Volatile.Write(ref _length, _length + length);
    }

    public void Append(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body)
    {
        try
        {
            RandomAccess.Write(_handle, [head, body], _length);
        }
        catch
        {
            CutBack();
            throw;
        }

        // These bytes are not in the tail; readers find them in the system's cache.
        DropTail();
        Volatile.Write(ref _length, _length + head.Length + body.Length);
    }

    public SharedBytes Read(long position, int length)
    {
        length = (int)Math.Min(length, Length - position);
        if (length <= 0)
        {
            return SharedBytes.Empty;
        }

        if (_tail is not null && position >= _tailStart)
        {
            _tail.Retain();
            return new SharedBytes(_tail.Memory.Slice((int)(position - _tailStart), length), _tail);
        }

        var buffer = PooledBuffer.Rent(length);
        try
        {
            var read = ReadFromDisk(position, buffer.Span);
            return new SharedBytes(buffer.Memory[..read], buffer);
        }
        catch
        {
            buffer.Release();
            throw;
        }
    }

    public int Read(long position, Span<byte> destination)
    {
        var length = (int)Math.Min(destination.Length, Length - position);
        return length <= 0 ? 0 : ReadFromDisk(position, destination[..length]);
    }

    public void Truncate(long length)
    {
        if (length >= _length)
        {
            return;
        }

        RandomAccess.SetLength(_handle, length);
        Volatile.Write(ref _length, length);
        DropTail();
        Flush();
    }

    public void Flush() => RandomAccess.FlushToDisk(_handle);

    public void Dispose()
    {
        DropTail();
        _handle.Dispose();
    }

    /// <summary>
    /// Part of an append may have been written: the file must end where it did, on the medium too. A torn batch that a crash brings
    /// back at the end of a sealed segment would make recovery give up everything behind it.
    /// </summary>
    private void CutBack()
    {
        if (RandomAccess.GetLength(_handle) > _length)
        {
            RandomAccess.SetLength(_handle, _length);
            Flush();
        }
    }

    private void DropTail()
    {
        _tail?.Release();
        _tail = null;
        _tailUsed = 0;
    }

    private int ReadFromDisk(long position, Span<byte> destination)
    {
        var done = 0;
        while (done < destination.Length)
        {
            var read = RandomAccess.Read(_handle, destination[done..], position + done);
            if (read == 0)
            {
                break;
            }

            done += read;
        }

        return done;
    }
}
