using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Storage.Files;

/// <summary>One opening of a file of <see cref="CountedFileSystem"/>.</summary>
internal sealed class CountedFile(IFile inner, SpaceShare share) : IFile
{
    public string Path => inner.Path;

    public long Length => inner.Length;

    public Span<byte> Reserve(int length) => inner.Reserve(length);

    public void Commit(int length)
    {
        inner.Commit(length);
        share.Add(length);
    }

    public void Append(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body)
    {
        inner.Append(head, body);
        share.Add(head.Length + body.Length);
    }

    public SharedBytes Read(long position, int length) => inner.Read(position, length);

    public int Read(long position, Span<byte> destination) => inner.Read(position, destination);

    public void Truncate(long length)
    {
        var before = Length;
        try
        {
            inner.Truncate(length);
        }
        finally
        {
            // It may be cut though the cut was not forced onto the medium.
            share.Add(Length - before);
        }
    }

    public void Flush() => inner.Flush();

    public void Dispose() => inner.Dispose();
}
