using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Storage.Files;

/// <summary>One opening of a file in memory. What was opened stays readable after the file has lost its name, as on Unix.</summary>
internal sealed class MemoryFile : IFile
{
    private readonly MemoryFileBytes _bytes;
    private bool _disposed;

    public MemoryFile(string path, MemoryFileBytes bytes)
    {
        bytes.Retain();
        _bytes = bytes;
        Path = path;
    }

    public string Path { get; }

    public long Length => _bytes.Length;

    public Span<byte> Reserve(int length) => _bytes.Reserve(length);

    public void Commit(int length) => _bytes.Commit(length);

    public bool IsBetterKept(ReadOnlyMemory<byte> bytes, ILease lease) => _bytes.IsBetterKept(bytes, lease);

    public void Keep(ReadOnlyMemory<byte> bytes, ILease lease) => _bytes.Keep(bytes, lease);

    public SharedBytes Read(long position, int length) => _bytes.Read(position, length);

    public int Read(long position, Span<byte> destination) => _bytes.Read(position, destination);

    public void Truncate(long length) => _bytes.Truncate(length);

    public void Flush()
    {
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _bytes.Release();
        }
    }
}
