using MiniKafka.Runtime.Buffers;
using MiniKafka.Storage.Files;

namespace Disks;

/// <summary>One opening of a file of <see cref="LockingFileSystem"/>. Closed while it is being forced, it stays open until that is over, as the system's handles do.</summary>
internal sealed class LockedFile(LockingFileSystem owner, IFile inner, string openedAs) : IFile
{
    private readonly Lock _guard = new();
    private int _uses = 1;
    private bool _isDisposed;

    public string Path => inner.Path;

    public long Length => inner.Length;

    public Span<byte> Reserve(int length) => inner.Reserve(length);

    public void Commit(int length) => inner.Commit(length);

    public void Append(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body) => inner.Append(head, body);

    public bool IsBetterKept(ReadOnlyMemory<byte> bytes, ILease lease) => inner.IsBetterKept(bytes, lease);

    public void Keep(ReadOnlyMemory<byte> bytes, ILease lease) => inner.Keep(bytes, lease);

    public SharedBytes Read(long position, int length) => inner.Read(position, length);

    public int Read(long position, Span<byte> destination) => inner.Read(position, destination);

    public void Truncate(long length) => inner.Truncate(length);

    public void Flush()
    {
        lock (_guard)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _uses++;
        }

        try
        {
            owner.DuringFlush?.Invoke(openedAs);
            inner.Flush();
        }
        finally
        {
            Release();
        }
    }

    public void Dispose()
    {
        lock (_guard)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        Release();
    }

    private void Release()
    {
        lock (_guard)
        {
            if (--_uses > 0)
            {
                return;
            }
        }

        inner.Dispose();
        owner.OnClosed(openedAs);
    }
}
