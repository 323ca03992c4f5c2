using MiniKafka.Runtime.Buffers;

namespace MiniKafka.Storage.Files;

/// <summary>One opening of a file of <see cref="TranslatingFileSystem"/>.</summary>
internal sealed class TranslatingFile(IFile inner) : IFile
{
    private const Refusals OfAppends = Refusals.Full | Refusals.Held;

    public string Path => inner.Path;

    public long Length => inner.Length;

    public Span<byte> Reserve(int length) => inner.Reserve(length);

    public void Commit(int length)
    {
        try
        {
            inner.Commit(length);
        }
        catch (Exception error) when (SystemErrors.Translate(error, Path, OfAppends) is { } told)
        {
            throw told;
        }
    }

    public void Append(ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body)
    {
        try
        {
            inner.Append(head, body);
        }
        catch (Exception error) when (SystemErrors.Translate(error, Path, OfAppends) is { } told)
        {
            throw told;
        }
    }

    public SharedBytes Read(long position, int length)
    {
        try
        {
            return inner.Read(position, length);
        }
        catch (Exception error) when (SystemErrors.Translate(error, Path, Refusals.Held) is { } told)
        {
            throw told;
        }
    }

    public int Read(long position, Span<byte> destination)
    {
        try
        {
            return inner.Read(position, destination);
        }
        catch (Exception error) when (SystemErrors.Translate(error, Path, Refusals.Held) is { } told)
        {
            throw told;
        }
    }

    public void Truncate(long length)
    {
        try
        {
            inner.Truncate(length);
        }
        catch (Exception error) when (SystemErrors.Translate(error, Path, Refusals.None) is { } told)
        {
            throw told;
        }
    }

    public void Flush()
    {
        try
        {
            inner.Flush();
        }
        catch (Exception error) when (SystemErrors.Translate(error, Path, Refusals.None) is { } told)
        {
            throw told;
        }
    }

    public void Dispose() => inner.Dispose();
}
